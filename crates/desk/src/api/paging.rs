//! Lists that may be longer than one answer: a page of them with a link to the next, or all of them as a stream. Memory holds a page
//! at a time either way, and no reader of the archive is kept while whoever asked takes it in.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use attache_archive::Archive;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{json, refused, sheets::Sheet};
use crate::Desk;
use crate::asked::Asked;
use crate::refusal::Refusal;

/// Rows of a list that are streamed at a time.
const CHUNK: usize = 200;
/// Whoever takes no row of a stream for so long is let go.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often and after how long a stream asks again where the archive is busy.
const TRIES: usize = 20;
const AGAIN: Duration = Duration::from_millis(250);

/// Some of a list, and where it goes on.
pub type Turned<T> = (Vec<T>, Option<String>);

/// Reads so many of a list as an address asks for it, after a place.
type Read<T> = fn(&Archive, &Asked, Option<&str>, usize) -> Result<Turned<T>, Refusal>;

/// A list that comes in pages: how long they are, and how one is read that begins after some place.
pub struct Listing<T: 'static> {
    /// How it is told as CSV.
    pub sheet: &'static Sheet<T>,
    /// Rows of a page where no `limit` is asked for, and at most.
    pub usual: usize,
    pub most: usize,
    /// Reads the rows that are asked for after a place, so many.
    pub read: Read<T>,
}

/// How much of a list is asked for.
enum Length {
    Page(usize),
    All,
}

/// Answers with a list: a page of it as JSON with a link to the next in its head (`Link: <…>; rel="next"`); all of it as CSV, or as JSON
/// where `limit=all` is asked for.
pub async fn answer<T: Serialize + Send + 'static>(
    desk: &Arc<Desk>,
    uri: &Uri,
    listing: &'static Listing<T>,
) -> Response {
    match asked(uri, listing) {
        Ok((asked, is_csv, Length::Page(limit))) => page(desk, uri, listing, asked, is_csv, limit).await,
        Ok((asked, is_csv, Length::All)) => stream(desk, listing, asked, is_csv).await,
        Err(refusal) => refused(&refusal),
    }
}

fn asked<T>(uri: &Uri, listing: &Listing<T>) -> Result<(Asked, bool, Length), Refusal> {
    let asked = Asked::of(uri)?;
    let is_csv = match asked.get("format") {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => return Err(Refusal::Wrong("the format must be json or csv".to_owned())),
    };
    let length = match asked.get("limit") {
        None if is_csv => Length::All,
        None => Length::Page(listing.usual),
        Some("all") => Length::All,
        Some(number) => match number.parse::<usize>() {
            Ok(limit) => Length::Page(limit.clamp(1, listing.most)),
            Err(_) => return Err(Refusal::Wrong("“limit” must be a number, or all".to_owned())),
        },
    };
    Ok((asked, is_csv, length))
}

async fn page<T: Serialize + Send + 'static>(
    desk: &Arc<Desk>,
    uri: &Uri,
    listing: &'static Listing<T>,
    asked: Asked,
    is_csv: bool,
    limit: usize,
) -> Response {
    let asking = asked.clone();
    let read = desk.readers.ask(move |archive| (listing.read)(archive, &asking, asking.get("after"), limit)).await;
    let (rows, next) = match read {
        Ok(read) => read,
        Err(refusal) => return refused(&refusal),
    };
    let mut response = if is_csv { listing.sheet.response(&rows) } else { json(Ok(&rows)) };
    let next = next.map(|next| format!("<{}{}>; rel=\"next\"", uri.path(), asked.with(&[("after", Some(&next))])));
    if let Some(next) = next.and_then(|next| HeaderValue::from_str(&next).ok()) {
        response.headers_mut().insert(header::LINK, next);
    }
    response
}

async fn stream<T: Serialize + Send + 'static>(
    desk: &Arc<Desk>,
    listing: &'static Listing<T>,
    asked: Asked,
    is_csv: bool,
) -> Response {
    let Ok(place) = Arc::clone(&desk.streams).try_acquire_owned() else { return refused(&Refusal::Busy) };
    // the first rows before anything is answered: what is refused is refused in the usual way
    let first = match rows(desk, listing, &asked, asked.get("after").map(str::to_owned)).await {
        Ok(first) => first,
        Err(refusal) => return refused(&refusal),
    };
    let (send, chunks) = channel(1);
    let desk = Arc::clone(desk);
    tokio::spawn(async move {
        // whoever asked has gone: nobody is left to tell
        let _ = flow(&desk, listing, &asked, is_csv, first, &send).await;
        drop(place);
    });
    let body = Body::new(Flow { chunks });
    match is_csv {
        true => (listing.sheet.head(), body).into_response(),
        false => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
    }
}

/// Sends page after page of a list; fails where nobody takes it any more, or the archive cannot be read.
async fn flow<T: Serialize + Send + 'static>(
    desk: &Arc<Desk>,
    listing: &'static Listing<T>,
    asked: &Asked,
    is_csv: bool,
    first: Turned<T>,
    send: &Sender<Result<Bytes, Cut>>,
) -> Result<(), Cut> {
    let (mut rows, mut next) = first;
    let mut is_first = true;
    loop {
        let chunk = match is_csv {
            true => listing.sheet.csv(&rows, is_first).map_err(|_| Cut),
            false => elements(&rows, is_first, next.is_none()),
        };
        give(send, chunk.map(Bytes::from)).await?;
        let Some(after) = next else { return Ok(()) };
        match self::rows(desk, listing, asked, Some(after)).await {
            Ok(turned) => (rows, next) = turned,
            Err(_) => return give(send, Err(Cut)).await,
        }
        is_first = false;
    }
}

async fn give(send: &Sender<Result<Bytes, Cut>>, chunk: Result<Bytes, Cut>) -> Result<(), Cut> {
    let sent = tokio::time::timeout(PATIENCE, send.send(chunk)).await;
    sent.map_err(|_| Cut)?.map_err(|_| Cut)
}

/// Some rows of a list, asked for again where the archive is busy.
async fn rows<T: Send + 'static>(
    desk: &Arc<Desk>,
    listing: &'static Listing<T>,
    asked: &Asked,
    after: Option<String>,
) -> Result<Turned<T>, Refusal> {
    let mut tries = 0;
    loop {
        let (asking, after) = (asked.clone(), after.clone());
        let most = CHUNK.min(listing.most);
        match desk.readers.ask(move |archive| (listing.read)(archive, &asking, after.as_deref(), most)).await {
            Err(Refusal::Busy) if tries < TRIES => tries += 1,
            read => return read,
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// A part of a JSON array.
fn elements<T: Serialize>(rows: &[T], is_first: bool, is_last: bool) -> Result<Vec<u8>, Cut> {
    let mut out = vec![];
    for (n, row) in rows.iter().enumerate() {
        out.push(if is_first && n == 0 { b'[' } else { b',' });
        serde_json::to_writer(&mut out, row).map_err(|_| Cut)?;
    }
    if is_first && rows.is_empty() {
        out.push(b'[');
    }
    if is_last {
        out.push(b']');
    }
    Ok(out)
}

/// A list as it comes.
struct Flow {
    chunks: Receiver<Result<Bytes, Cut>>,
}

impl HttpBody for Flow {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        self.chunks.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// A list ends before its end: the connection is cut, so that nobody takes what came for all of it.
#[derive(Debug, thiserror::Error)]
#[error("the list could not be read to its end")]
struct Cut;
