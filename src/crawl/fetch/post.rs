//! One request with a JSON body to an endpoint that the user named, and its answer. Redirects are
//! not followed: the words go where the user said, and nowhere else.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper::header;
use hyper_util::rt::{TokioExecutor, TokioIo};
use url::{Position, Url};

use super::connect::{Connector, Proxies};
use super::{Failure, FailureKind};
use crate::crawl::address::AllowedHosts;
use crate::error::{Error, Result};

/// A request.
#[derive(Debug, Clone)]
pub struct Post {
    /// An http or https address; that it is not public is no hindrance.
    pub url: Url,
    /// The body, JSON.
    pub body: String,
    /// Sent as `Authorization: Bearer`.
    pub bearer: Option<String>,
    /// The `User-Agent` header.
    pub agent: String,
    /// Largest answer that is read. Bytes.
    pub bytes_max: usize,
    /// Time for all of it, from the connection to the last byte.
    pub time: Duration,
}

/// Makes the request: status and body of the answer, or why there is none.
pub fn post(request: &Post) -> Result<std::result::Result<(u16, Vec<u8>), Failure>> {
    let (Some(host), Some(port)) = (request.url.host_str(), request.url.port_or_known_default())
    else {
        return Err(Error::usage(format!("{} names no host", request.url)));
    };
    let allowed = AllowedHosts::parse(&[format!("{host}:{port}")])?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::Internal(format!("cannot start the network: {e}")))?;
    let answer = runtime.block_on(async {
        let late = |_| Failure::new(FailureKind::Timeout, "no answer in time");
        tokio::time::timeout(request.time, ask(request, allowed)).await.map_err(late)?
    });
    // A name look-up under way would hold the process.
    runtime.shutdown_background();
    Ok(answer)
}

async fn ask(
    request: &Post,
    allowed: AllowedHosts,
) -> std::result::Result<(u16, Vec<u8>), Failure> {
    let connector = Connector::new(allowed, Proxies::default());
    let (stream, two) = connector.stream(&request.url).await?;
    let broken = |error: hyper::Error| {
        Failure::new(FailureKind::Protocol, format!("broken answer: {error}"))
    };
    let message = message(request, two)?;
    let response = if two {
        let (mut sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.map_err(broken)?;
        tokio::spawn(connection);
        sender.send_request(message).await.map_err(broken)?
    } else {
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        tokio::spawn(connection);
        sender.send_request(message).await.map_err(broken)?
    };
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Some(data) = frame.map_err(broken)?.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > request.bytes_max {
            let reason = format!("more than {} bytes", request.bytes_max);
            return Err(Failure::new(FailureKind::Unread, reason));
        }
    }
    Ok((status, bytes))
}

fn message(request: &Post, two: bool) -> std::result::Result<hyper::Request<Full<Bytes>>, Failure> {
    let url = &request.url;
    let target = if two {
        &url[..Position::AfterQuery]
    } else {
        &url[Position::BeforePath..Position::AfterQuery]
    };
    let mut builder = hyper::Request::builder()
        .method("POST")
        .uri(target)
        .header(header::USER_AGENT, &request.agent)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::ACCEPT_ENCODING, "identity");
    if !two {
        builder = builder.header(header::HOST, &url[Position::BeforeHost..Position::AfterPort]);
    }
    if let Some(key) = &request.bearer {
        builder = builder.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    builder
        .body(Full::new(Bytes::from(request.body.clone())))
        .map_err(|error| Failure::new(FailureKind::Protocol, format!("no valid request: {error}")))
}
