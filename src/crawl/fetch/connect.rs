//! From an address to an open connection: names resolved, addresses checked, then connected to.
//!
//! What is checked is what is connected to: the name is resolved once, and only addresses that
//! passed are tried, so that a name that changes its mind (DNS rebinding) gains nothing.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};

use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tower_service::Service;
use url::{Host, Url};

use super::exchange::{Connection, Stream};
use super::{Failure, FailureKind};
use crate::crawl::address::{AllowedHosts, refusal};

/// The values of the usual proxy variables; empty ones count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// `ALL_PROXY`.
    pub all: String,
    /// `http_proxy`.
    pub http: String,
    /// `HTTPS_PROXY`.
    pub https: String,
    /// `NO_PROXY`.
    pub no: String,
}

/// Opens connections.
pub(super) struct Connector {
    allowed: AllowedHosts,
    proxies: Option<Matcher>,
    tls: OnceLock<Result<TlsConnector, Failure>>,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

fn failure(kind: FailureKind, reason: impl Into<String>) -> Failure {
    Failure::new(kind, reason)
}

impl Connector {
    pub(super) fn new(allowed: AllowedHosts, proxies: Proxies) -> Self {
        let any = !(proxies.all.is_empty() && proxies.http.is_empty() && proxies.https.is_empty());
        let matcher = any.then(|| {
            Matcher::builder()
                .all(proxies.all)
                .http(proxies.http)
                .https(proxies.https)
                .no(proxies.no)
                .build()
        });
        Self { allowed, proxies: matcher, tls: OnceLock::new() }
    }

    /// Opens a connection for an http or https address.
    pub(super) async fn connect(&self, url: &Url) -> Result<Connection, Failure> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(failure(FailureKind::Name, "the address has no host"));
        };
        let secure = url.scheme() == "https";
        let uri: Option<Uri> = url.as_str().parse().ok();
        let proxy = uri.as_ref().and_then(|uri| self.proxies.as_ref()?.intercept(uri));
        let (stream, peer, absolute) = match proxy {
            None => {
                let (stream, peer) = self.direct(&host, port).await?;
                (stream, Some(peer), false)
            }
            Some(proxy) => {
                let (stream, absolute) = self.through(&proxy, &host, port, secure).await?;
                (stream, None, absolute)
            }
        };
        // Small requests should not wait for more.
        let _ = stream.set_nodelay(true);
        if !secure {
            return Connection::open(Stream::Plain(stream), peer, false, absolute).await;
        }
        let stream = self.secure(stream, &host).await?;
        let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Connection::open(Stream::Tls(Box::new(stream)), peer, two, false).await
    }

    /// Opens a stream to the host of an http or https address itself; true for HTTP/2.
    pub(super) async fn stream(&self, url: &Url) -> Result<(Stream, bool), Failure> {
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(failure(FailureKind::Name, "the address has no host"));
        };
        let (stream, _) = self.direct(&host, port).await?;
        let _ = stream.set_nodelay(true);
        if url.scheme() != "https" {
            return Ok((Stream::Plain(stream), false));
        }
        let stream = self.secure(stream, &host).await?;
        let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Stream::Tls(Box::new(stream)), two))
    }

    async fn direct(&self, host: &Host<&str>, port: u16) -> Result<(TcpStream, IpAddr), Failure> {
        let mut last = failure(FailureKind::Name, "the host has no address");
        for address in self.addresses(host, port).await? {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok((stream, address.ip())),
                Err(error) => {
                    last = failure(FailureKind::Connect, format!("no connection: {error}"));
                }
            }
        }
        Err(last)
    }

    /// The addresses of a host that may be connected to.
    async fn addresses(&self, host: &Host<&str>, port: u16) -> Result<Vec<SocketAddr>, Failure> {
        let found: Vec<SocketAddr> = match host {
            Host::Ipv4(address) => vec![SocketAddr::new((*address).into(), port)],
            Host::Ipv6(address) => vec![SocketAddr::new((*address).into(), port)],
            Host::Domain(name) => tokio::net::lookup_host((*name, port))
                .await
                .map_err(|error| failure(FailureKind::Name, format!("no address: {error}")))?
                .collect(),
        };
        if self.allowed.allows(&host.to_string(), port) {
            return Ok(found);
        }
        let mut refused = None;
        let mut open = Vec::new();
        for address in found {
            match refusal(address.ip()) {
                Some(reason) => refused = Some((address.ip(), reason)),
                None => open.push(address),
            }
        }
        match refused {
            Some((address, reason)) if open.is_empty() => {
                let hint = format!("--allow-host {host}:{port} would permit it");
                Err(failure(FailureKind::Forbidden, format!("{address} is a {reason} ({hint})")))
            }
            _ => Ok(open),
        }
    }

    /// A connection through a proxy; true when requests must name the whole address.
    async fn through(
        &self,
        proxy: &Intercept,
        host: &Host<&str>,
        port: u16,
        secure: bool,
    ) -> Result<(TcpStream, bool), Failure> {
        // The proxy resolves the name; an address in the URL itself is still checked.
        if !matches!(host, Host::Domain(_)) {
            self.addresses(host, port).await?;
        }
        let broken = |error: &dyn std::fmt::Display| {
            failure(FailureKind::Connect, format!("proxy {}: {error}", proxy_name(proxy)))
        };
        let mut inner = HttpConnector::new();
        inner.enforce_http(false);
        let target = |name: &str| -> Result<Uri, Failure> {
            format!("http://{name}:{port}").parse().map_err(|error| broken(&error))
        };
        let scheme = proxy.uri().scheme_str().unwrap_or("http");
        if scheme.starts_with("socks5") {
            let mut socks = SocksV5::new(proxy.uri().clone(), inner);
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            // socks5 resolves here, where the address can be checked; socks5h (Tor) there.
            let name = match scheme {
                "socks5" => match self.addresses(host, port).await?.first().map(SocketAddr::ip) {
                    Some(IpAddr::V4(address)) => address.to_string(),
                    Some(IpAddr::V6(address)) => format!("[{address}]"),
                    None => host.to_string(),
                },
                _ => host.to_string(),
            };
            let stream = socks.call(target(&name)?).await.map_err(|error| broken(&error))?;
            return Ok((stream.into_inner(), false));
        }
        if secure {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), inner);
            if let Some(auth) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(auth.clone());
            }
            let stream =
                tunnel.call(target(&host.to_string())?).await.map_err(|error| broken(&error))?;
            return Ok((stream.into_inner(), false));
        }
        let stream: TokioIo<TcpStream> =
            inner.call(proxy.uri().clone()).await.map_err(|error| broken(&error))?;
        Ok((stream.into_inner(), true))
    }

    async fn secure(
        &self,
        stream: TcpStream,
        host: &Host<&str>,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Failure> {
        let name = match host {
            Host::Domain(name) => ServerName::try_from((*name).to_owned())
                .map_err(|error| failure(FailureKind::Connect, format!("TLS: {error}")))?,
            Host::Ipv4(address) => ServerName::from(IpAddr::from(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::from(*address)),
        };
        let connector = self.tls.get_or_init(tls).clone()?;
        connector
            .connect(name, stream)
            .await
            .map_err(|error| failure(FailureKind::Connect, format!("TLS: {error}")))
    }
}

/// A TLS client: the certificates of this machine (`SSL_CERT_FILE` is honoured), or where it has
/// none those of Mozilla's list.
fn tls() -> Result<TlsConnector, Failure> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failure(FailureKind::Connect, format!("TLS: {error}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

fn proxy_name(proxy: &Intercept) -> String {
    // Without user and password.
    proxy.uri().host().unwrap_or_default().to_owned()
}
