//! A small web on 127.0.0.1: some honest sites, some traps, and a log of who asked for what when.
//!
//! Each site is a host by its port. A site is a function from a request to an answer; it may look
//! at how often a path was asked before ([`Ask::nth`]) and at the state of the web
//! ([`Web::set_epoch`]).

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod page;
mod serve;
pub(crate) mod sites;
pub(crate) mod words;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use answer::{Answer, Ask};

/// What a host answers.
pub(crate) type Site = Box<dyn Fn(&Ask) -> Answer + Send + Sync>;

/// One request and what became of it.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// The host's place in the list the web was made from.
    pub(crate) host: usize,
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    /// When its head was read.
    pub(crate) arrived: Instant,
    /// When the last byte of the answer was handed over, or the client had gone.
    pub(crate) ended: Option<Instant>,
    pub(crate) status: u16,
    /// Bytes of head and body sent.
    pub(crate) bytes: u64,
    /// What the site says about its answer.
    pub(crate) note: &'static str,
    /// The state of the web at that time.
    pub(crate) epoch: u32,
}

impl Hit {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        answer::header(&self.headers, name)
    }

    pub(crate) fn is_robots(&self) -> bool {
        self.path == "/robots.txt"
    }
}

/// What the threads of a web share.
#[derive(Debug, Default)]
struct State {
    log: Mutex<Vec<Hit>>,
    epoch: AtomicU32,
    stopped: AtomicBool,
    /// Connections of each host: now, and the most at a time.
    open: Vec<AtomicUsize>,
    most_open: Vec<AtomicUsize>,
}

/// Hosts that listen. They stop when it is dropped.
#[derive(Debug)]
pub(crate) struct Web {
    addresses: Vec<SocketAddr>,
    state: Arc<State>,
}

impl Web {
    /// Opens `N` ports, and serves on each the site that `build` makes of all their origins
    /// (`http://127.0.0.1:PORT`).
    pub(crate) fn start<const N: usize>(build: impl FnOnce(&[String; N]) -> [Site; N]) -> Self {
        let listeners: [TcpListener; N] =
            std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
        let addresses: Vec<_> = listeners.iter().map(|l| l.local_addr().unwrap()).collect();
        let origins: [String; N] = std::array::from_fn(|n| format!("http://{}", addresses[n]));
        let counters = || (0..N).map(|_| AtomicUsize::new(0)).collect();
        let state = Arc::new(State { open: counters(), most_open: counters(), ..State::default() });
        for (host, (listener, site)) in listeners.into_iter().zip(build(&origins)).enumerate() {
            let (site, state) = (Arc::new(site), Arc::clone(&state));
            std::thread::spawn(move || serve::listen(&listener, host, &site, &state));
        }
        Self { addresses, state }
    }

    /// `127.0.0.1:PORT` of a host.
    pub(crate) fn host(&self, host: usize) -> String {
        self.addresses[host].to_string()
    }

    /// The URL of a path.
    pub(crate) fn url(&self, host: usize, path: &str) -> String {
        format!("http://{}{path}", self.addresses[host])
    }

    /// Every request so far, in the order of arrival.
    pub(crate) fn log(&self) -> Vec<Hit> {
        self.state.log.lock().unwrap().clone()
    }

    /// The requests of one host.
    pub(crate) fn hits(&self, host: usize) -> Vec<Hit> {
        self.log().into_iter().filter(|hit| hit.host == host).collect()
    }

    /// The requests of one host, without those for robots.txt.
    pub(crate) fn pages(&self, host: usize) -> Vec<Hit> {
        self.hits(host).into_iter().filter(|hit| !hit.is_robots()).collect()
    }

    /// The requests for one path.
    pub(crate) fn asked(&self, host: usize, path: &str) -> Vec<Hit> {
        self.hits(host).into_iter().filter(|hit| hit.path == path).collect()
    }

    /// The most connections a host had at a time.
    pub(crate) fn most_open(&self, host: usize) -> usize {
        self.state.most_open[host].load(Ordering::SeqCst)
    }

    /// Moves every site to another state at once.
    pub(crate) fn set_epoch(&self, epoch: u32) {
        self.state.epoch.store(epoch, Ordering::SeqCst);
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        for address in &self.addresses {
            // Wakes the listener, which then sees that it is over.
            let _ = TcpStream::connect(address);
        }
    }
}
