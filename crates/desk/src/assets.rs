//! The desk's one stylesheet, its one script and its icon, served out of the program.

use axum::http::header;
use axum::response::{IntoResponse, Response};

const STYLE: &str = include_str!("../assets/desk.css");
const SCRIPT: &str = include_str!("../assets/desk.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Changes when the assets do; in their addresses, so that browsers may keep them.
pub const MARK: u64 = {
    // FNV-1a, which can be computed while compiling
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let files = [STYLE.as_bytes(), SCRIPT.as_bytes()];
    let mut file = 0;
    while file < files.len() {
        let mut at = 0;
        while at < files[file].len() {
            hash = (hash ^ files[file][at] as u64).wrapping_mul(0x0100_0000_01b3);
            at += 1;
        }
        file += 1;
    }
    hash
};

pub async fn style() -> Response {
    kept("text/css; charset=utf-8", STYLE)
}

pub async fn script() -> Response {
    kept("text/javascript; charset=utf-8", SCRIPT)
}

pub async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}

fn kept(kind: &'static str, body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], body)
        .into_response()
}
