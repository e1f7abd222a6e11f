//! Who may enter, how much may be asked, and what a browser is told never to do.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::frame::bare;
use crate::refusal::Refusal;
use crate::{Desk, DeskError};

/// Bytes of a request's body, at most.
pub const BODY: usize = 64 << 10;
/// Requests in hand at once, at most.
const AT_ONCE: usize = 64;
/// A request is answered within this, or not at all.
const WITHIN: Duration = Duration::from_secs(10);
/// How long a wrong token is thought about.
const PENANCE: Duration = Duration::from_millis(400);
/// The fewest characters of a token.
const LEAST: usize = 16;
const COOKIE: &str = "attache_desk";

/// A secret that lets in who knows it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token on the first line of a file.
    ///
    /// # Errors
    /// When it is too short to keep anybody out.
    pub fn read(text: &str) -> Result<Self, DeskError> {
        let token = text.lines().next().unwrap_or_default().trim();
        if token.len() < LEAST {
            return Err(DeskError::WeakToken { least: LEAST });
        }
        Ok(Self(token.to_owned()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What only this desk knows while it runs.
pub struct Secrets {
    token: Option<Token>,
    session: String,
    form: String,
    places: Semaphore,
}

impl Secrets {
    /// New secrets.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(token: Option<Token>) -> Result<Self, std::io::Error> {
        Ok(Self { token, session: random()?, form: random()?, places: Semaphore::new(AT_ONCE) })
    }

    /// What a form of this desk must bring.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Whether whoever asks has signed in.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        bearer.is_some_and(|given| same(given.trim(), &token.0))
            || cookie(headers).is_some_and(|given| same(given, &self.session))
    }

    /// Checks that a form was sent from this desk.
    ///
    /// # Errors
    /// When it was not.
    pub fn check_form(&self, headers: &HeaderMap, given: &str) -> Result<(), Refusal> {
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let elsewhere = site.is_some_and(|site| site != "same-origin");
        if elsewhere || !is_own_origin(headers) || !same(given, &self.form) { Err(Refusal::Foreign) } else { Ok(()) }
    }
}

fn random() -> Result<String, std::io::Error> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Whether `Origin`, where it is sent, names the host that is asked.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
        None => true,
        Some(origin) => origin.split_once("://").map(|(_, host)| host) == host,
    }
}

/// Whether a `Host` is one of the names of the loopback: without a token nobody else's name may lead here, or any
/// page on the web could read the archive by pointing its own name at this machine (DNS rebinding).
fn is_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<std::net::SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Lets in those who have signed in, or, without a token, those on this machine.
pub async fn admit(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if desk.secrets.token.is_none() {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        if !host.is_some_and(is_loopback) {
            let why = "this desk answers to localhost alone";
            return (StatusCode::MISDIRECTED_REQUEST, why).into_response();
        }
    } else if !desk.secrets.knows(headers) {
        let path = request.uri().path();
        if path.starts_with("/api") || request.method() != Method::GET {
            let ask = [(header::WWW_AUTHENTICATE, "Bearer")];
            return (StatusCode::UNAUTHORIZED, ask, "sign in, or send the token: Authorization: Bearer TOKEN\n")
                .into_response();
        }
        return Redirect::to("/sign-in").into_response();
    }
    next.run(request).await
}

/// Bounds how many requests are in hand and how long each takes.
pub async fn limit(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let Ok(_place) = desk.secrets.places.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")], "the desk is busy\n").into_response();
    };
    match tokio::time::timeout(WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "this took too long\n").into_response()
        }
    }
}

/// What every answer says to a browser.
const HEADERS: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // with `no-referrer` a browser would not say where a form was sent from
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Adds [`HEADERS`] to every answer; what is not said to be kept is not kept.
pub async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Asks for the token.
pub async fn sign_in_page() -> Response {
    sign_in_form(StatusCode::OK)
}

fn sign_in_form(status: StatusCode) -> Response {
    let body = html! {
        h1 { "Sign in" }
        p .lead { "This desk asks for the token that it was started with." }
        @if status != StatusCode::OK { p .refusal role="alert" { "That is not the token." } }
        form .stack method="post" action="/sign-in" {
            label { "Token" input type="password" name="token" autocomplete="current-password" autofocus required; }
            button type="submit" { "Sign in" }
        }
    };
    (status, Html(bare("Sign in", &body).into_string())).into_response()
}

/// The form of [`sign_in_page`].
#[derive(Deserialize)]
pub struct SignIn {
    token: String,
}

/// Takes the token and gives a cookie for it.
pub async fn sign_in(State(desk): State<Arc<Desk>>, headers: HeaderMap, Form(given): Form<SignIn>) -> Response {
    let right = desk.secrets.token.as_ref().is_none_or(|token| same(given.token.trim(), &token.0));
    if !right || !is_own_origin(&headers) {
        tokio::time::sleep(PENANCE).await;
        return sign_in_form(StatusCode::UNAUTHORIZED);
    }
    let cookie = format!("{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/", desk.secrets.session);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_loopback_lead_to_a_desk_without_a_token() {
        for host in ["localhost", "localhost:7878", "127.0.0.1:7878", "127.1.2.3", "[::1]:80", "[::1]", "LOCALHOST:1"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:7878", "10.0.0.1", "127.0.0.1.evil.example", "", "[::2]:1"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_short_token_is_none_and_a_long_one_is_not_printed() {
        assert!(Token::read("short\n").is_err());
        let token = Token::read("  0123456789abcdef0123  \nnotes").unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(token.0, "0123456789abcdef0123");
    }
}
