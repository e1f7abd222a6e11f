//! `attache-cluster scheduler`: gives out work.

use std::net::IpAddr;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use ballista_core::extension::SessionConfigExt;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::execution::{FunctionRegistry, SessionState};
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tokio::net::TcpListener;

use crate::cli::Scheduler;
use crate::engine::MOST_MESSAGE;
use crate::executor::HEARTBEAT;
use crate::functions::Functions;
use crate::{Outcome, WrongUsage, ended};

/// An executor that is silent for so many seconds is lost, and its work is given to others.
const SILENCE: u64 = 5 * HEARTBEAT;

/// Listens, prints the address, and gives out work until it is told to end.
pub async fn run(args: &Scheduler) -> Result<Outcome> {
    let functions = Functions::embedded()?;
    let address = args.bind.resolved()?;
    let host = match (&args.advertise, address.ip()) {
        (Some(host), _) => host.clone(),
        (None, ip) if ip.is_unspecified() => {
            let advice =
                format!("{ip} is every address of this machine; say with --advertise which of them others reach");
            return Err(WrongUsage(advice).into());
        }
        (None, ip) => bare(ip),
    };
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen at {address}; is the port taken? --bind HOST:0 takes any that is free")
    })?;
    let port = listener.local_addr()?.port();
    let most = u32::try_from(MOST_MESSAGE)?;
    let session_functions = functions.clone();
    let config = SchedulerConfig {
        external_host: host.clone(),
        bind_host: address.ip().to_string(),
        bind_port: port,
        grpc_server_max_decoding_message_size: most,
        grpc_server_max_encoding_message_size: most,
        grpc_client_max_message_size: most,
        executor_timeout_seconds: SILENCE,
        expire_dead_executor_interval_seconds: HEARTBEAT,
        no_executors_grace_period_seconds: 2 * SILENCE,
        override_config_producer: Some(Arc::new(session)),
        override_session_builder: Some(Arc::new(
            move |config: SessionConfig| -> datafusion::error::Result<SessionState> {
                let mut state = default_session_builder(config)?;
                for function in session_functions.all() {
                    state.register_udf(Arc::new(function))?;
                }
                Ok(state)
            },
        )),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| anyhow!("{error}"))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config))
        .await
        .map_err(|error| anyhow!("the scheduler cannot start: {error}"))?;
    println!("attache-cluster: scheduler at df://{host}:{port}");
    tokio::select! {
        served = start_grpc_service_with_listener(listener, scheduler) => {
            served.map_err(|error| anyhow!("the scheduler broke off: {error}"))?;
        }
        () = ended() => {}
    }
    Ok(Outcome::Done)
}

/// The settings of a session before a client says its own.
pub fn session() -> SessionConfig {
    SessionConfig::new_with_ballista().with_ballista_grpc_client_max_message_size(MOST_MESSAGE)
}

fn bare(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}
