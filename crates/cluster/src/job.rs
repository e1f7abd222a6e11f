//! The job that runs on a cluster now, so that it can be called off.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::serde::protobuf::CancelJobParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::protobuf::LogicalPlanNode;
use tokio::time::timeout;

use crate::address::Address;

/// How long calling off may take; a job that nobody calls off ends by itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// The plan that runs now, if one does.
#[derive(Clone, Default)]
pub struct Job(Arc<Mutex<Option<Arc<dyn ExecutionPlan>>>>);

impl Job {
    /// Notes what runs now.
    pub fn runs(&self, plan: &Arc<dyn ExecutionPlan>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(plan));
    }

    /// Calls off what runs on a cluster.
    pub async fn cancel(&self, address: &Address) {
        let plan = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(job_id) = plan.and_then(|plan| id(&plan)) else { return };
        let cancelling = async {
            let mut scheduler =
                SchedulerGrpcClient::connect(format!("http://{}", address.host_and_port())).await.ok()?;
            scheduler.cancel_job(CancelJobParams { job_id }).await.ok()
        };
        if timeout(PATIENCE, cancelling).await.ok().flatten().is_none() {
            log::warn!("the job could not be called off; it ends by itself");
        }
    }
}

/// What the scheduler calls the job of a plan.
fn id(plan: &Arc<dyn ExecutionPlan>) -> Option<String> {
    match plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>() {
        Some(remote) => remote.job_id().map(|id| id.to_string()),
        None => id(plan.children().first()?),
    }
}
