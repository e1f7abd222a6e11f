//! What runs plans: DataFusion in this process, or a Ballista cluster.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use ballista::extension::{SessionConfigExt, SessionContextExt};
use datafusion::execution::SessionStateBuilder;
use datafusion::physical_plan::{SendableRecordBatchStream, execute_stream};
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use futures::StreamExt;

use crate::address::Address;
use crate::functions::{Functions, OURS, Work};
use crate::job::Job;
use crate::progress::Progress;
use crate::workshop::{Counts, Workshop};

/// Rows that work on together; texts are among their columns.
const ROWS: usize = 1024;
/// No message between the parts of a cluster is larger; Ballista alone would allow 16 MiB.
pub const MOST_MESSAGE: usize = 1 << 30;
/// How often a step is tried on a cluster, and how long it waits before it is tried again: executors may have been lost.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs plans, and keeps what they give in a work folder.
pub struct Engine {
    context: SessionContext,
    cluster: Option<Address>,
    functions: Functions,
    work: Workshop,
    progress: Progress,
    job: Job,
}

impl Engine {
    /// In this process, or on a cluster. `partitions` is into how many parts tables are cut; `job` is told what runs.
    ///
    /// # Errors
    /// The session cannot be made.
    pub async fn new(
        cluster: Option<Address>,
        functions: Functions,
        work: Workshop,
        partitions: usize,
        progress: Progress,
        job: Job,
    ) -> Result<Self> {
        let config = match &cluster {
            // its adaptive planner leaves a job waiting for ever where the statistics of a table say that nothing passes a filter
            Some(_) => SessionConfig::new_with_ballista()
                .with_ballista_adaptive_query_planner(false)
                .with_ballista_grpc_client_max_message_size(MOST_MESSAGE)
                .with_ballista_job_name("attache"),
            // texts as Parquet has them
            None => SessionConfig::new()
                .set_bool("datafusion.execution.parquet.schema_force_view_types", false)
                .set_bool("datafusion.sql_parser.map_string_types_to_utf8view", false),
        };
        let config = config.with_target_partitions(partitions).with_batch_size(ROWS);
        let state = SessionStateBuilder::new_with_default_features().with_config(config).build();
        let context = match &cluster {
            Some(address) => SessionContext::remote_with_state(&address.url(), state).await?,
            None => SessionContext::new_with_state(state),
        };
        // only now: the way to a cluster puts Ballista's functions in the place of all
        functions.all().for_each(|function| context.register_udf(function));
        Ok(Self { context, cluster, functions, work, progress, job })
    }

    /// The name of a function in a plan.
    pub fn function(&self, work: Work) -> String {
        self.functions.name(work)
    }

    /// The work folder, when the work is over.
    pub fn into_work(self) -> Workshop {
        self.work
    }

    /// Makes a table that lies in the work folder known to plans, under the name of its step.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn know(&self, step: &str) -> Result<()> {
        let path = self.work.path(step);
        let path = path.to_str().ok_or_else(|| anyhow!("{} is no name in Unicode", path.display()))?;
        self.context.register_parquet(step, path, ParquetReadOptions::default()).await?;
        Ok(())
    }

    /// Runs a plan, unless it was run before, and keeps what it gives under the name of its step; `doing` says what it does.
    ///
    /// # Errors
    /// It failed, on a cluster several times.
    pub async fn save(&self, step: &str, doing: &str, sql: &str) -> Result<Counts> {
        let counts = match self.work.counts(step).filter(|_| self.work.has(step)) {
            Some(counts) => counts,
            None => {
                let began = Instant::now();
                self.progress.begins(doing);
                let counts = self.tried(doing, || self.run(step, sql)).await?;
                self.progress.done(doing, counts.rows, began.elapsed());
                counts
            }
        };
        self.know(step).await?;
        Ok(counts)
    }

    async fn run(&self, step: &str, sql: &str) -> Result<Counts> {
        let mut stream = self.stream(sql).await?;
        let mut writing = self.work.begin(step, &stream.schema())?;
        while let Some(batch) = stream.next().await {
            writing.add(&batch.map_err(told)?)?;
        }
        writing.finish()
    }

    /// Runs a plan and streams what it gives.
    ///
    /// # Errors
    /// It cannot be planned; what goes wrong later comes in the stream.
    pub async fn stream(&self, sql: &str) -> Result<SendableRecordBatchStream> {
        let frame = self.context.sql(sql).await.map_err(told)?;
        let context = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await.map_err(told)?;
        self.job.runs(&plan);
        execute_stream(plan, context).map_err(told)
    }

    /// Tries something, on a cluster several times.
    ///
    /// # Errors
    /// Those of the last try, or one that would come again.
    pub async fn tried<T, F: Future<Output = Result<T>>>(&self, doing: &str, what: impl Fn() -> F) -> Result<T> {
        let mut tries = 1;
        loop {
            let error = match what().await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let Some(address) = self.cluster.as_ref().filter(|_| tries < TRIES && is_passing(&error)) else {
                return Err(
                    error.context(format!("{doing}: it failed; run the same command again to go on from there"))
                );
            };
            address.reach().await?;
            self.progress.note(&format!("{doing}: an executor was lost or failed, trying again ({error:#})"));
            tokio::time::sleep(PATIENCE).await;
            tries += 1;
        }
    }

    /// Waits until the cluster has an executor.
    ///
    /// # Errors
    /// The scheduler cannot be reached, or stays without executors.
    pub async fn ready(&self) -> Result<()> {
        let Some(address) = &self.cluster else { return Ok(()) };
        address.reach().await?;
        let began = Instant::now();
        while !address.has_executors().await? {
            if began.elapsed() > 5 * PATIENCE {
                bail!(
                    "the scheduler at {address} has no executors; start some with `attache-cluster executor --scheduler {}`",
                    address.host_and_port()
                );
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }
}

/// Whether another try may help: errors of ours, and of plans that cannot be made, would come again.
fn is_passing(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}");
    !text.contains(OURS) && !text.contains(OTHER_VERSION)
}

const OTHER_VERSION: &str = "the scheduler or an executor is of another version of this program or of its model";

/// An error of DataFusion or Ballista in words that say what can be done.
fn told(error: datafusion::error::DataFusionError) -> anyhow::Error {
    let text = error.to_string();
    if let Some((_, ours)) = text.split_once(OURS) {
        return anyhow!("{OURS}{}", ours.lines().next().unwrap_or(ours));
    }
    let is_of_function = text.contains("attache_") && (text.contains("no UDF named") || text.contains("no function"));
    if is_of_function || text.contains("There is no UDF named \"attache_") {
        return anyhow!("{OTHER_VERSION}; start all of them from one build");
    }
    if text.contains("No such file or directory") || text.contains("Object at location") {
        let advice =
            "the executors do not find the work folder; name with --work one that all machines see under one path";
        return anyhow::Error::from(error).context(advice);
    }
    error.into()
}
