//! The desk: an archive in the browser, and the same as JSON.
//!
//! Pages are whole without scripts; nothing is fetched from elsewhere; whatever comes from an article is shown as
//! text and can be nothing else. See [`serve`] for a desk on a port, and [`router`] for its pages alone.
//!
//! # Promises
//! - Reading never delays an ingest, nor an ingest a page: readers have connections of their own that cannot write.
//! - No page depends on how much the archive holds: lists are cut, long texts come in parts, and every query is
//!   bounded.
//! - Nothing of an article becomes markup, style, script or a link but to `http` and `https`; no control character
//!   leaves it.
//! - Without a token the desk answers to the loopback's names alone.

mod api;
mod asked;
mod assets;
mod foreign;
mod frame;
mod guard;
mod land;
mod pages;
mod readers;
mod refusal;
mod server;
mod summary;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use attache_archive::ArchiveError;
use tokio::sync::Semaphore;

pub use guard::Token;
pub use server::serve;

use guard::Secrets;
use readers::Readers;
use refusal::Refusal;
use summary::Summary;

/// How a desk is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The archive, which must exist.
    pub archive: PathBuf,
    /// Where to listen.
    pub bind: SocketAddr,
    /// Who knows it may enter; needed to listen beyond the loopback.
    pub token: Option<Token>,
    /// Take no rulings.
    pub read_only: bool,
}

/// Why a desk cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Others could reach it, and nothing would keep them out.
    #[error("{0} can be reached by others; give --token-file FILE with a secret, or bind to 127.0.0.1")]
    Open(SocketAddr),
    /// The token is none.
    #[error(
        "the token must have at least {least} characters on the first line of its file; make one with `openssl rand -hex 24`"
    )]
    WeakToken {
        /// The fewest characters that a token may have.
        least: usize,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The port is taken, or not ours to take.
    #[error("cannot listen on {bind}; choose another with --bind ADDRESS:PORT")]
    Bind {
        /// Where it was to listen.
        bind: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gives no threads or no random numbers.
    #[error("cannot start the desk")]
    System(#[from] std::io::Error),
}

impl DeskError {
    /// Whether the user asked for what cannot be, rather than for what fails now.
    pub fn is_wrong_usage(&self) -> bool {
        match self {
            Self::Open(_) | Self::WeakToken { .. } => true,
            Self::Archive(error) => error.is_wrong_usage(),
            Self::Bind { .. } | Self::System(_) => false,
        }
    }
}

/// Whole lists that are taken at once, at most.
const STREAMS: usize = 8;

/// What every page draws on.
struct Desk {
    readers: Arc<Readers>,
    secrets: Secrets,
    summary: Summary,
    /// Places for those who take whole lists.
    streams: Arc<Semaphore>,
    read_only: bool,
    name: String,
}

impl Desk {
    /// Checks that a form may change the archive.
    fn may_write(&self, headers: &HeaderMap, token: &str) -> Result<(), Refusal> {
        if self.read_only { Err(Refusal::ReadOnly) } else { self.secrets.check_form(headers, token) }
    }
}

/// Checks that the desk may be opened as it is set up.
///
/// # Errors
/// When it would be open to others without a token.
pub fn check(config: &Config) -> Result<(), DeskError> {
    match config.token {
        None if !config.bind.ip().is_loopback() => Err(DeskError::Open(config.bind)),
        _ => Ok(()),
    }
}

/// The desk's pages, behind its guards.
///
/// # Errors
/// When it may not be opened so, or the archive cannot be.
pub fn router(config: &Config) -> Result<Router, DeskError> {
    open(config).map(|(_, pages)| pages)
}

/// The desk, and its pages.
fn open(config: &Config) -> Result<(Arc<Desk>, Router), DeskError> {
    check(config)?;
    let readers = Arc::new(Readers::open(&config.archive)?);
    let desk = Arc::new(Desk {
        readers,
        secrets: Secrets::new(config.token.clone())?,
        summary: Summary::default(),
        streams: Arc::new(Semaphore::new(STREAMS)),
        read_only: config.read_only,
        name: config.archive.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    });
    let pages = Router::new()
        .route("/", get(pages::today::page))
        .route("/story/{id}", get(pages::story::page))
        .route("/article/{*id}", get(pages::article::page))
        .route("/actor/{*id}", get(pages::actor::page))
        .route("/event/{id}", get(pages::event::page))
        .route("/dyad/{one}/{other}", get(pages::dyad::page))
        .route("/map", get(pages::map::page))
        .route("/rulings", get(pages::rulings::page))
        .route("/rulings/{number}/undo", post(pages::rulings::undo))
        .route("/rule", post(pages::rulings::rule))
        .route("/outlets", get(pages::outlets::page))
        .route("/search", get(pages::search::page))
        .route("/about", get(pages::about::page))
        .merge(api::routes())
        .fallback(pages::missing)
        .method_not_allowed_fallback(pages::other_method);
    let pages = pages
        .layer(from_fn_with_state(Arc::clone(&desk), guard::admit))
        .route("/sign-in", get(guard::sign_in_page).post(guard::sign_in))
        .route("/desk.css", get(assets::style))
        .route("/desk.js", get(assets::script))
        .route("/icon.svg", get(assets::icon))
        .layer(axum::extract::DefaultBodyLimit::max(guard::BODY))
        .layer(from_fn_with_state(Arc::clone(&desk), guard::limit))
        .layer(from_fn(guard::harden))
        .with_state(Arc::clone(&desk));
    Ok((desk, pages))
}
