//! HTTP/1.1 over `std::net`: one thread a listener, one a connection.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::answer::{Answer, Ask, Body};
use super::{Hit, Site, State};

/// How long an answer that never comes is held open.
const HANG: Duration = Duration::from_mins(2);

/// Takes connections until the web stops.
pub(super) fn listen(listener: &TcpListener, host: usize, site: &Arc<Site>, state: &Arc<State>) {
    for stream in listener.incoming() {
        if state.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let (site, state) = (Arc::clone(site), Arc::clone(state));
        thread::spawn(move || {
            let open = &state.open[host];
            let now = open.fetch_add(1, Ordering::SeqCst) + 1;
            state.most_open[host].fetch_max(now, Ordering::SeqCst);
            // The client may go at any moment; that is its right.
            let _ = converse(&stream, host, &site, &state);
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn converse(stream: &TcpStream, host: usize, site: &Site, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some((method, path, headers)) = read_head(&mut reader)? {
        let close = super::answer::header(&headers, "Connection")
            .is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let (at, ask) = note_arrival(host, state, method, path, headers);
        let answer = site(&ask);
        let mut out = Counted { stream, bytes: 0 };
        let sent = send(&mut out, &ask, &answer, state);
        {
            let mut log = state.log.lock().unwrap();
            let hit = &mut log[at];
            hit.ended = Some(Instant::now());
            hit.status = answer.status;
            hit.bytes = out.bytes;
            hit.note = answer.note;
        }
        if !sent? || close || state.stopped.load(Ordering::SeqCst) {
            break;
        }
    }
    Ok(())
}

/// Writes the request into the log before it is answered.
fn note_arrival(
    host: usize,
    state: &State,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
) -> (usize, Ask) {
    let mut log = state.log.lock().unwrap();
    let nth = log.iter().filter(|hit| hit.host == host && hit.path == path).count();
    let (serial, epoch) = (log.len(), state.epoch.load(Ordering::SeqCst));
    log.push(Hit {
        host,
        method: method.clone(),
        path: path.clone(),
        headers: headers.clone(),
        arrived: Instant::now(),
        ended: None,
        status: 0,
        bytes: 0,
        note: "",
        epoch,
    });
    (serial, Ask { method, path, headers, nth, serial, epoch })
}

type Request = (String, String, Vec<(String, String)>);

fn read_head(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            return Ok(Some((method, path, headers)));
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
}

/// A connection that knows what went over it.
struct Counted<'a> {
    stream: &'a TcpStream,
    bytes: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.stream.write(bytes)?;
        self.bytes += sent as u64;
        Ok(sent)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Whether the connection may be used again.
fn send(out: &mut Counted<'_>, ask: &Ask, answer: &Answer, state: &State) -> io::Result<bool> {
    rest(answer.wait, state);
    let without_body = ask.method == "HEAD" || answer.status == 304;
    let version = if matches!(answer.body, Body::UntilClose(_)) { "1.0" } else { "1.1" };
    let mut head = format!("HTTP/{version} {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    match &answer.body {
        Body::Whole(bytes) => {
            if answer.status != 304 {
                head.push_str(&format!("Content-Length: {}\r\n", bytes.len()));
            }
            let mut message = (head + "\r\n").into_bytes();
            if !without_body {
                message.extend_from_slice(bytes);
            }
            out.write_all(&message)?;
            return Ok(true);
        }
        Body::Cut(bytes, stated) => {
            out.write_all(format!("{head}Content-Length: {stated}\r\n\r\n").as_bytes())?;
            out.write_all(bytes)?;
        }
        Body::UntilClose(bytes) => {
            out.write_all(format!("{head}\r\n").as_bytes())?;
            out.write_all(bytes)?;
        }
        Body::Chunked(pieces) => {
            out.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
            for piece in pieces {
                chunk(out, piece)?;
            }
            chunk(out, b"")?;
            return Ok(true);
        }
        Body::Endless(piece) => {
            out.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
            while !state.stopped.load(Ordering::SeqCst) {
                chunk(out, piece)?;
            }
        }
        Body::Drip(bytes, pause) => {
            out.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
            for byte in bytes.iter().cycle() {
                if state.stopped.load(Ordering::SeqCst) {
                    break;
                }
                chunk(out, &[*byte])?;
                rest(*pause, state);
            }
        }
        Body::Hang => rest(HANG, state),
    }
    out.flush()?;
    // A close with unread bytes would be a reset; the answer must arrive first.
    let _ = out.stream.shutdown(std::net::Shutdown::Write);
    Ok(false)
}

fn chunk(out: &mut impl Write, piece: &[u8]) -> io::Result<()> {
    let mut message = format!("{:x}\r\n", piece.len()).into_bytes();
    message.extend_from_slice(piece);
    message.extend_from_slice(b"\r\n");
    out.write_all(&message)
}

/// Sleeps, but no longer than the web lives.
fn rest(time: Duration, state: &State) {
    let end = Instant::now() + time;
    while !state.stopped.load(Ordering::SeqCst) {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        thread::sleep(left.min(Duration::from_millis(100)));
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        404 => "Not Found",
        410 => "Gone",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
