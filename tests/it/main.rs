//! The one integration binary. Each module is one concern; add a file and a `mod` line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::too_many_lines,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test fails loudly"
)]

mod annotate;
mod any_bytes;
mod body;
mod brief;
mod capture;
mod charset;
mod cli;
mod copies;
mod crawl;
mod crawl_web;
mod decisions;
mod discover;
mod document;
mod entities;
mod export;
mod extract;
mod linear;
mod link;
mod model;
mod policy;
mod promises;
mod recipes;
mod sample;
mod search;
#[allow(dead_code, reason = "not every build of the tests uses shared data")]
mod shared;
mod sources;
mod store;
mod tables;
mod tidy;
mod transcripts;
mod watch;
#[allow(dead_code, reason = "the test web offers more than each test asks for")]
mod web;
