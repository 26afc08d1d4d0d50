//! One request, one answer, both as they went over the wire.
//!
//! Built on hyper, the HTTP engine inside reqwest, because evidence needs what reqwest hides: the
//! bytes of HTTP/1.1 as sent and received (case and order of header lines, chunks), the address
//! that was connected to, and a say in which addresses may be. One connection a host is kept open
//! and used again. Redirects are answers like others; no cookies are kept.

mod connect;
mod exchange;
mod post;
mod tape;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tokio::runtime::Runtime;
use url::Url;

use super::address::AllowedHosts;
use super::site::host_key;
use crate::error::{Error, Result};
use crate::limits::{FETCH_CONNECT_SECONDS_MAX, FETCH_KEPT_CONNECTIONS_MAX};

use connect::Connector;
pub use connect::Proxies;
use exchange::Connection;
pub use post::{Post, post};

/// How requests are made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The `User-Agent` header.
    pub agent: String,
    /// Hosts that may be asked although their addresses are not public.
    pub allowed: AllowedHosts,
    /// Proxies from the usual variables.
    pub proxies: Proxies,
}

/// What is to be asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// An http or https address.
    pub url: Url,
    /// Sent as `If-None-Match`.
    pub etag: Option<String>,
    /// Sent as `If-Modified-Since`.
    pub modified: Option<String>,
    /// Read at most this much of the body. Bytes.
    pub bytes_max: usize,
    /// Wait this long for the head of the answer.
    pub head_time: Duration,
    /// Media types such as `image/` that are not read on: the answer ends with its head.
    pub unwanted: &'static [&'static str],
}

/// An answer of a server, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The request as sent (of HTTP/2: as it would be sent in HTTP/1.1).
    pub request: Vec<u8>,
    /// Status line, header lines and body as received (of HTTP/2: in the form of HTTP/1.1).
    pub block: Vec<u8>,
    /// Address of the server, when no proxy stands between.
    pub address: Option<IpAddr>,
    /// Protocol in the spelling of `WARC-Protocol`: `http/1.1` or `h2`.
    pub protocol: &'static str,
    /// Why the body is cut, in the words of `WARC-Truncated`: `length`, `time`, `disconnect`.
    pub truncated: Option<&'static str>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The address is not public and not allowed.
    Forbidden,
    /// The host has no address.
    Name,
    /// No connection, or no TLS.
    Connect,
    /// It took too long.
    Timeout,
    /// What came was no HTTP, or broke off before its head was whole.
    Protocol,
    /// The media type is not read.
    Unread,
}

/// A request without an answer that could be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What sort.
    pub kind: FailureKind,
    /// In words.
    pub reason: String,
    /// HTTP status, when there was one.
    pub status: Option<u16>,
    /// Nothing came back on a connection that had been kept open: worth a fresh one.
    stale: bool,
}

impl Failure {
    fn new(kind: FailureKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), status: None, stale: false }
    }

    /// An answer that came and could not be read.
    pub fn unreadable() -> Self {
        Self::new(FailureKind::Unread, "newsint failed to read it: please report this page")
    }

    /// Whether another try may help.
    pub fn is_transient(&self) -> bool {
        !matches!(self.kind, FailureKind::Forbidden | FailureKind::Unread)
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer, or why there is none.
    pub result: std::result::Result<Response, Failure>,
    /// From the first step to the last byte. Milliseconds.
    pub millis: u64,
}

/// Makes requests, many at a time.
#[derive(Debug)]
pub struct Fetcher {
    runtime: Runtime,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    agent: String,
    connector: Connector,
    kept: Mutex<FxHashMap<String, Connection>>,
}

impl Fetcher {
    /// Starts the threads. Fails when the system gives none.
    pub fn new(options: Options) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(crate::limits::FETCH_THREADS)
            .thread_name("fetch")
            .enable_all()
            .build()
            .map_err(|e| Error::Internal(format!("cannot start the network threads: {e}")))?;
        let shared = Shared {
            agent: options.agent,
            connector: Connector::new(options.allowed, options.proxies),
            kept: Mutex::default(),
        };
        Ok(Self { runtime, shared: Arc::new(shared) })
    }

    /// Makes a request; `deliver` gets what came of it, on one of the network threads.
    pub fn start(&self, request: Request, deliver: impl FnOnce(Answer) + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move {
            let started = Instant::now();
            let result = shared.fetch(&request).await;
            let millis = started.elapsed().as_millis() as u64;
            deliver(Answer { result, millis });
        });
    }

    /// Drops what is still under way.
    pub fn stop(self) {
        self.runtime.shutdown_background();
    }
}

impl Shared {
    async fn fetch(&self, request: &Request) -> std::result::Result<Response, Failure> {
        let host = connection_key(&request.url);
        if let Some(kept) = self.take(&host) {
            match self.ask(kept, request, &host).await {
                Err(failure) if failure.stale => {}
                other => return other,
            }
        }
        let limit = Duration::from_secs(FETCH_CONNECT_SECONDS_MAX);
        let connection =
            tokio::time::timeout(limit, self.connector.connect(&request.url))
                .await
                .map_err(|_| Failure::new(FailureKind::Timeout, "no connection in time"))??;
        self.ask(connection, request, &host).await
    }

    async fn ask(
        &self,
        connection: Connection,
        request: &Request,
        host: &str,
    ) -> std::result::Result<Response, Failure> {
        let (response, kept) = exchange::exchange(connection, request, &self.agent).await?;
        if let Some(connection) = kept {
            self.keep(host, connection);
        }
        Ok(response)
    }

    fn take(&self, host: &str) -> Option<Connection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(host).filter(Connection::is_open)
    }

    fn keep(&self, host: &str, connection: Connection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= FETCH_KEPT_CONNECTIONS_MAX {
            kept.retain(|_, connection| connection.is_open() && connection.is_fresh());
        }
        if kept.len() < FETCH_KEPT_CONNECTIONS_MAX {
            kept.insert(host.to_owned(), connection);
        }
    }
}

/// Scheme and host: what a connection is good for.
fn connection_key(url: &Url) -> String {
    format!("{}://{}", url.scheme(), host_key(url))
}
