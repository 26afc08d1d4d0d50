//! `newsint crawl` on a small web of its own: what was asked, when, and what came of it. The proof
//! is the log of the servers and the corpus; what the program says is checked against both.

mod again;
mod bodies;
mod finding;
mod killed;
mod kinds;
mod manners;
mod options;
mod proxies;
mod run;
mod server;
mod traps;
