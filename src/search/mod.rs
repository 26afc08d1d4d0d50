//! Query string → hits, spans and snippets. `docs/query.md` is the reference of the language.

mod ast;
mod collect;
mod dates;
mod dictionary;
mod elastic;
mod engine;
mod fields;
mod highlight;
mod lexer;
mod like;
mod money;
mod name_patterns;
mod named;
mod parser;
mod pattern;
mod plan;
mod positional;
mod query;
mod rank;
mod searcher;
mod shape;
mod snippet;
mod suggest;
mod words;

pub use ast::{Amount, Days, Filter, Node, Part, Scope, Text};
pub use highlight::{Reason, highlights, reasons};
pub use pattern::Pattern;
pub use query::{Names, ParseOptions, Query};
pub use searcher::{Cursor, Hit, Hits, Options, Searcher, Sort};
pub use snippet::{Snippet, snippet};

/// Distance of NEAR without a number. Words.
const NEAR_DEFAULT: u32 = 10;
