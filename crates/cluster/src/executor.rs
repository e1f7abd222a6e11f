//! `attache-cluster executor`: does the work that a scheduler gives out.

use std::net::{IpAddr, TcpListener, UdpSocket};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use datafusion::logical_expr::ScalarUDF;

use crate::Outcome;
use crate::cli::Executor;
use crate::engine::MOST_MESSAGE;
use crate::functions::Functions;
use crate::progress::say;
use crate::scheduler::session;

/// An executor says that it lives every so many seconds.
pub const HEARTBEAT: u64 = 3;
/// Results of a job are cleared away after so many seconds, and looked for so often; the scheduler asks for it before, if it lives.
const KEPT: u64 = 24 * 3600;
const SWEEP: u64 = 3600;

/// Works until it is told to end.
pub async fn run(args: &Executor) -> Result<Outcome> {
    args.scheduler.reach().await?;
    let functions = Functions::embedded()?;
    let scheduler = args.scheduler.resolved()?;
    let own = towards(scheduler.ip(), scheduler.port())?;
    let bind = args.bind.unwrap_or(own);
    let reached = if bind.is_unspecified() { own } else { bind };
    let [port, grpc_port] = free_ports(bind)?;
    let scratch = tempfile::Builder::new().prefix("attache-executor-").tempdir()?;
    let folder = match &args.work {
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot write in {}", folder.display()))?;
            folder.clone()
        }
        None => scratch.path().to_owned(),
    };
    let folder = folder.to_str().with_context(|| format!("{} is no name in Unicode", folder.display()))?;
    let most = u32::try_from(MOST_MESSAGE)?;
    let defaults = ExecutorProcessConfig::default();
    let config = ExecutorProcessConfig {
        bind_host: bind.to_string(),
        external_host: Some(reached.to_string()),
        port,
        grpc_port,
        scheduler_host: args.scheduler.host.clone(),
        scheduler_port: args.scheduler.port,
        vcores: args.cores.map_or(defaults.vcores, usize::from),
        work_dir: Some(folder.to_owned()),
        job_data_ttl_seconds: KEPT,
        job_data_clean_up_interval_seconds: SWEEP,
        grpc_max_decoding_message_size: most,
        grpc_max_encoding_message_size: most,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        override_function_registry: Some(Arc::new(registry(&functions))),
        override_config_producer: Some(Arc::new(session)),
        ..defaults
    };
    say(&format!("executor at {bind}:{port}, working for {}", args.scheduler));
    start_executor_process(Arc::new(config)).await.map_err(|error| anyhow!("the executor broke off: {error}"))?;
    Ok(Outcome::Done)
}

fn registry(functions: &Functions) -> BallistaFunctionRegistry {
    let mut registry = BallistaFunctionRegistry::default();
    let named = |function: ScalarUDF| (function.name().to_owned(), Arc::new(function));
    let nested = ballista_core::extension::ballista_scalar_functions();
    registry.scalar_functions.extend(nested.into_iter().map(|function| (function.name().to_owned(), function)));
    registry.scalar_functions.extend(functions.all().map(named));
    registry
}

/// The address of this machine from which it reaches another; nothing is sent.
fn towards(ip: IpAddr, port: u16) -> Result<IpAddr> {
    let any = if ip.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any)?;
    socket.connect((ip, port)).with_context(|| format!("no way leads to {ip}"))?;
    Ok(socket.local_addr()?.ip())
}

/// Two ports that nobody uses now.
fn free_ports(ip: IpAddr) -> Result<[u16; 2]> {
    let advice = || format!("cannot listen at {ip}; --bind names an address of this machine");
    let held = [TcpListener::bind((ip, 0)).with_context(advice)?, TcpListener::bind((ip, 0)).with_context(advice)?];
    Ok([held[0].local_addr()?.port(), held[1].local_addr()?.port()])
}
