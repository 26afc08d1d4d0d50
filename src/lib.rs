//! newsint turns public statements and news into evidence.
//!
//! ```text
//! sources ─► capture ─► extract ─► tag ─► resolve ─► corpus ─► index ─► search · brief · export
//!            WARC       pure       pure   pure       SQLite    Tantivy   read only
//! ```
//!
//! Each arrow is a module; `ARCHITECTURE.md` names the promises they keep.

pub mod analyse;
pub mod annotate;
pub mod brief;
pub mod capture;
pub mod cli;
pub mod config;
pub mod copies;
pub mod corpus;
pub mod crawl;
pub mod error;
mod escape;
pub mod evaluate;
pub mod evidence;
pub mod export;
pub mod extract;
pub mod index;
pub mod limits;
pub mod link;
pub mod model;
pub mod parallel;
pub mod pipeline;
pub mod resolve;
pub mod search;
pub mod tag;
pub mod text;
