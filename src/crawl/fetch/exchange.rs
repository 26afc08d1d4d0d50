//! One request and its answer on an open connection.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use url::{Position, Url};

use super::tape::{SharedTape, Taped};
use super::{Failure, FailureKind, Request, Response};
use crate::limits::{FETCH_IDLE_SECONDS_MAX, FETCH_SECONDS_MAX};

/// A connection to a server, with TLS or without.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
        }
    }
}

enum Sender {
    One(http1::SendRequest<Empty<Bytes>>, SharedTape),
    Two(http2::SendRequest<Empty<Bytes>>),
}

/// An open connection on which requests can be made, one after the other.
pub(super) struct Connection {
    sender: Sender,
    /// Address of the server, unless a proxy stands between.
    peer: Option<IpAddr>,
    /// Requests name the whole address (RFC 9112, 3.2.2): a plain HTTP proxy listens.
    absolute: bool,
    used_at: Instant,
    used: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl Connection {
    /// Begins to speak HTTP/2 (`two`) or HTTP/1.1.
    pub(super) async fn open(
        stream: Stream,
        peer: Option<IpAddr>,
        two: bool,
        absolute: bool,
    ) -> Result<Self, Failure> {
        let broken = |error: hyper::Error| Failure::new(FailureKind::Protocol, words(&error));
        let sender = if two {
            let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await
                .map_err(broken)?;
            tokio::spawn(connection);
            Sender::Two(sender)
        } else {
            let tape = SharedTape::default();
            let taped = TokioIo::new(Taped::new(stream, tape.clone()));
            let (sender, connection) = http1::Builder::new()
                .title_case_headers(true)
                .allow_obsolete_multiline_headers_in_responses(true)
                .allow_spaces_after_header_name_in_responses(true)
                .ignore_invalid_headers_in_responses(true)
                .max_headers(crate::limits::HEADER_LINES_MAX)
                .handshake(taped)
                .await
                .map_err(broken)?;
            tokio::spawn(connection);
            Sender::One(sender, tape)
        };
        Ok(Self { sender, peer, absolute, used_at: Instant::now(), used: false })
    }

    /// Whether another request can be made.
    pub(super) fn is_open(&self) -> bool {
        match &self.sender {
            Sender::One(sender, _) => !sender.is_closed(),
            Sender::Two(sender) => !sender.is_closed(),
        }
    }

    /// Whether it was used not long ago.
    pub(super) fn is_fresh(&self) -> bool {
        self.used_at.elapsed() < Duration::from_secs(FETCH_IDLE_SECONDS_MAX)
    }
}

/// Makes a request. Gives the connection back when it can be used again.
pub(super) async fn exchange(
    mut connection: Connection,
    request: &Request,
    agent: &str,
) -> Result<(Response, Option<Connection>), Failure> {
    let reused = std::mem::replace(&mut connection.used, true);
    let message = message(request, agent, connection.absolute, &connection.sender)?;
    let started = Instant::now();
    let deadline = started + Duration::from_secs(FETCH_SECONDS_MAX);
    let text = sent_text(&message, &request.url);
    if let Sender::One(_, tape) = &connection.sender {
        tape.rewind(request.bytes_max);
    }
    let answered =
        tokio::time::timeout(request.head_time, send(&mut connection.sender, message)).await;
    let silent = matches!(&connection.sender, Sender::One(_, tape) if tape.is_silent());
    let silent = silent || matches!(connection.sender, Sender::Two(_));
    let response = match answered {
        Err(_) => return Err(Failure::new(FailureKind::Timeout, "no answer in time")),
        Ok(Err(error)) => {
            let stale = reused && silent;
            return Err(Failure { stale, ..Failure::new(FailureKind::Protocol, words(&error)) });
        }
        Ok(Ok(response)) => response,
    };
    let status = response.status().as_u16();
    if let Some(reason) = unwanted(status, response.headers(), request.unwanted) {
        let failure = Failure::new(FailureKind::Unread, reason);
        return Err(Failure { status: Some(status), ..failure });
    }
    let (head, body) = response.into_parts();
    let keep_body = matches!(connection.sender, Sender::Two(_));
    let (kept_body, truncated) = read(body, request.bytes_max, deadline, keep_body).await;
    let (sent, block, protocol) = match &connection.sender {
        Sender::One(_, tape) => {
            let (sent, received) = tape.take();
            (sent, without_interim(received), "http/1.1")
        }
        Sender::Two(_) => {
            let mut block = received_text(status, &head.headers);
            block.extend_from_slice(&kept_body);
            (text, block, "h2")
        }
    };
    let address = connection.peer;
    connection.used_at = Instant::now();
    let kept = (truncated.is_none() && connection.is_open()).then_some(connection);
    Ok((Response { status, request: sent, block, address, protocol, truncated }, kept))
}

async fn send(
    sender: &mut Sender,
    message: hyper::Request<Empty<Bytes>>,
) -> Result<hyper::Response<Incoming>, hyper::Error> {
    match sender {
        Sender::One(sender, _) => {
            sender.ready().await?;
            sender.send_request(message).await
        }
        Sender::Two(sender) => {
            sender.ready().await?;
            sender.send_request(message).await
        }
    }
}

/// The request message.
fn message(
    request: &Request,
    agent: &str,
    absolute: bool,
    sender: &Sender,
) -> Result<hyper::Request<Empty<Bytes>>, Failure> {
    let url = &request.url;
    let two = matches!(sender, Sender::Two(_));
    let target = if absolute || two {
        &url[..Position::AfterQuery]
    } else {
        &url[Position::BeforePath..Position::AfterQuery]
    };
    let mut builder = hyper::Request::builder().method("GET").uri(target);
    if !two {
        builder = builder.header(header::HOST, &url[Position::BeforeHost..Position::AfterPort]);
    }
    builder = builder
        .header(header::USER_AGENT, agent)
        .header(header::ACCEPT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
        .header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
    let conditional =
        [(header::IF_NONE_MATCH, &request.etag), (header::IF_MODIFIED_SINCE, &request.modified)];
    for (name, value) in conditional {
        if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
            builder = builder.header(name, value);
        }
    }
    builder
        .body(Empty::new())
        .map_err(|error| Failure::new(FailureKind::Protocol, format!("no valid request: {error}")))
}

/// Reads the body to its end or to a limit; the bytes themselves only if `keep`.
async fn read(
    mut body: Incoming,
    bytes_max: usize,
    deadline: Instant,
    keep: bool,
) -> (Vec<u8>, Option<&'static str>) {
    let mut kept = Vec::new();
    let mut count = 0usize;
    loop {
        let frame = tokio::time::timeout_at(deadline.into(), body.frame()).await;
        match frame {
            Err(_) => return (kept, Some("time")),
            Ok(None) => return (kept, None),
            Ok(Some(Err(_))) => return (kept, Some("disconnect")),
            Ok(Some(Ok(frame))) => {
                let Some(data) = frame.data_ref() else { continue };
                count += data.len();
                if keep {
                    kept.extend_from_slice(data);
                }
                if count >= bytes_max {
                    kept.truncate(bytes_max);
                    return (kept, Some("length"));
                }
            }
        }
    }
}

/// Why the body is not worth reading, by its media type.
fn unwanted(status: u16, headers: &HeaderMap, types: &[&str]) -> Option<String> {
    if status != 200 {
        return None;
    }
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?.trim().to_ascii_lowercase();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    types
        .iter()
        .any(|start| essence.starts_with(start))
        .then(|| format!("media type {essence} is not read"))
}

/// The request in the form of HTTP/1.1.
fn sent_text(message: &hyper::Request<Empty<Bytes>>, url: &Url) -> Vec<u8> {
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let mut text = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    push_headers(&mut text, message.headers());
    text
}

/// The head of an answer in the form of HTTP/1.1.
fn received_text(status: u16, headers: &HeaderMap) -> Vec<u8> {
    let reason = hyper::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason());
    let mut text = format!("HTTP/1.1 {status} {}\r\n", reason.unwrap_or_default()).into_bytes();
    push_headers(&mut text, headers);
    text
}

fn push_headers(text: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers.iter().filter(|(name, _)| **name != header::HOST) {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
}

/// The answer without interim ones (1xx) before it.
fn without_interim(mut block: Vec<u8>) -> Vec<u8> {
    while block.starts_with(b"HTTP/1.1 1") {
        let Some(end) = memchr::memmem::find(&block, b"\r\n\r\n") else { break };
        block.drain(..end + 4);
    }
    block
}

/// An error with its causes, in one line.
fn words(error: &hyper::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interim_answers_are_no_part_of_the_answer() {
        let block =
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody".to_vec();
        assert_eq!(without_interim(block), b"HTTP/1.1 200 OK\r\n\r\nbody");
        assert_eq!(without_interim(b"HTTP/1.1 100 Continue".to_vec()), b"HTTP/1.1 100 Continue");
    }

    #[test]
    fn bodies_that_hold_no_text_are_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("Image/PNG; q=1"));
        let reason = unwanted(200, &headers, &["image/"]);
        assert_eq!(reason.as_deref(), Some("media type image/png is not read"));
        // An error page is evidence, whatever it is made of.
        assert!(unwanted(404, &headers, &["image/"]).is_none());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
        assert!(unwanted(200, &headers, &["image/"]).is_none());
    }

    #[test]
    fn messages_of_http_2_are_written_as_those_of_http_1() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("text/html"));
        let text = String::from_utf8(received_text(200, &headers)).unwrap();
        assert_eq!(text, "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n");
        let url = Url::parse("https://a.example:8443/x?y=1").unwrap();
        let message = hyper::Request::get(url.as_str()).body(Empty::new()).unwrap();
        let text = String::from_utf8(sent_text(&message, &url)).unwrap();
        assert_eq!(text, "GET /x?y=1 HTTP/1.1\r\nHost: a.example:8443\r\n\r\n");
    }
}
