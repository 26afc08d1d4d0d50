//! Proxies of the usual variables: requests go through them, and numbered addresses are still
//! checked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::run::{Crawler, Running};
use crate::web::Web;
use crate::web::sites::small;

/// A proxy of one's own: its address and how many connections it made.
struct Proxy {
    address: String,
    made: Arc<AtomicUsize>,
}

/// Greets a client; gives the connection to the target and what is to be sent there first.
type Handshake = fn(&mut TcpStream) -> Option<(TcpStream, Vec<u8>)>;

/// Listens, and does `handshake` with every client.
fn proxy(handshake: Handshake) -> Proxy {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(mut client) = client else { continue };
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let Some((mut target, first)) = handshake(&mut client) else { return };
                count.fetch_add(1, Ordering::SeqCst);
                target.write_all(&first).unwrap();
                let (mut back, mut from) =
                    (client.try_clone().unwrap(), target.try_clone().unwrap());
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut back);
                    let _ = back.shutdown(std::net::Shutdown::Both);
                });
                let _ = std::io::copy(&mut client, &mut target);
            });
        }
    });
    Proxy { address, made }
}

/// The head of a request in absolute form (RFC 9112, 3.2.2).
fn absolute(client: &mut TcpStream) -> Option<(TcpStream, Vec<u8>)> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let text = String::from_utf8(head).ok()?;
    let host = text.strip_prefix("GET http://")?.split('/').next()?;
    let target = TcpStream::connect(host).ok()?;
    // One request a connection, in the form that a server knows.
    let plain = text.replacen(&format!("http://{host}"), "", 1);
    let plain = plain.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    Some((target, plain.into_bytes()))
}

/// SOCKS 5 without a password (RFC 1928).
fn socks(client: &mut TcpStream) -> Option<(TcpStream, Vec<u8>)> {
    let mut greeting = [0; 2];
    client.read_exact(&mut greeting).ok()?;
    let mut methods = vec![0; usize::from(greeting[1])];
    client.read_exact(&mut methods).ok()?;
    client.write_all(&[5, 0]).ok()?;
    let mut request = [0; 4];
    client.read_exact(&mut request).ok()?;
    let host = match request[3] {
        1 => {
            let mut octets = [0; 4];
            client.read_exact(&mut octets).ok()?;
            std::net::Ipv4Addr::from(octets).to_string()
        }
        3 => {
            let mut length = [0];
            client.read_exact(&mut length).ok()?;
            let mut name = vec![0; usize::from(length[0])];
            client.read_exact(&mut name).ok()?;
            String::from_utf8(name).ok()?
        }
        _ => return None,
    };
    let mut port = [0; 2];
    client.read_exact(&mut port).ok()?;
    let target = TcpStream::connect((host.as_str(), u16::from_be_bytes(port))).ok()?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).ok()?;
    Some((target, Vec::new()))
}

#[test]
fn requests_go_through_the_proxies_that_are_named() {
    let stories = [269, 270];
    for (variable, scheme, handshake) in [
        ("http_proxy", "http", absolute as Handshake),
        ("ALL_PROXY", "socks5", socks),
        ("ALL_PROXY", "socks5h", socks),
    ] {
        let web = Web::start(|_: &[String; 1]| [small(&stories)]);
        let proxy = proxy(handshake);
        let crawler = Crawler::new();
        let mut command = crawler.command(&web, &[0], &[&web.url(0, "/"), "--delay", "0.02"]);
        command.env(variable, format!("{scheme}://{}", proxy.address));
        let ran = Running::start(command).finish();
        assert_eq!(ran.code, Some(0), "{scheme}: {}", ran.err);
        crawler.assert_stored_once(stories);
        assert!(proxy.made.load(Ordering::SeqCst) > 0, "{scheme}: nothing went through the proxy");
    }
}

#[test]
fn a_numbered_private_address_is_refused_behind_a_proxy_too() {
    let web = Web::start(|_: &[String; 1]| [small(&[269])]);
    let proxy = proxy(socks);
    let crawler = Crawler::new();
    let mut command = crawler.command(&web, &[], &[&web.url(0, "/"), "--delay", "0.02"]);
    command.env("ALL_PROXY", format!("socks5h://{}", proxy.address));
    let ran = Running::start(command).finish();
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(proxy.made.load(Ordering::SeqCst), 0, "the proxy was asked for a private address");
}
