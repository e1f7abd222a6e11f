//! A desk on a port.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::{Config, DeskError, open, summary};

/// Connections at once, at most; more wait to be taken.
const CONNECTIONS: usize = 256;
/// Who has not said what he wants by then is let go.
const HEADERS: Duration = Duration::from_secs(10);
/// Bytes of a request's line and headers.
const HEAD: usize = 32 << 10;
/// How long pages in hand may take when the desk closes.
const CLOSING: Duration = Duration::from_secs(2);
/// How often it is looked whether the desk is to close.
const LOOK: Duration = Duration::from_millis(100);

/// Opens the desk; says where with `opened`, and closes when `asked_to_stop`.
///
/// # Errors
/// When it may not or cannot be opened.
pub fn serve(
    config: &Config,
    opened: impl FnOnce(SocketAddr),
    asked_to_stop: impl Fn() -> bool,
) -> Result<(), DeskError> {
    let (desk, pages) = open(config)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).max_blocking_threads(16).build()?;
    runtime.block_on(async {
        let bind = config.bind;
        let listener = TcpListener::bind(bind).await.map_err(|source| DeskError::Bind { bind, source })?;
        opened(listener.local_addr().unwrap_or(bind));
        // what takes a pass over all is found before the first page asks for it
        tokio::spawn(async move { summary::facts(&desk).await.map(drop) });
        let (close, closing) = watch::channel(false);
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let taking = take(listener, pages, Arc::clone(&places), closing);
        let stopped = async {
            while !asked_to_stop() {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = taking => {}
            () = stopped => {}
        }
        let _ = close.send(true);
        let all = places.acquire_many(CONNECTIONS as u32);
        let _ = tokio::time::timeout(CLOSING, all).await;
        Ok::<(), DeskError>(())
    })?;
    runtime.shutdown_timeout(CLOSING);
    Ok(())
}

/// Takes connections for ever.
async fn take(listener: TcpListener, pages: Router, places: Arc<Semaphore>, closing: watch::Receiver<bool>) {
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                let (pages, closing) = (pages.clone(), closing.clone());
                tokio::spawn(async move {
                    answer(stream, pages, closing).await;
                    drop(place);
                });
            }
            // no file handle left, or a caller gone again: others may yet be served
            Err(_) => tokio::time::sleep(LOOK).await,
        }
    }
}

async fn answer(stream: TcpStream, pages: Router, mut closing: watch::Receiver<bool>) {
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(pages));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
