//! `newsint search --like`: documents with the words that tell a given one.

use super::{Session, select};
use crate::corpus::Store;
use crate::error::Result;
use crate::search::{Query, Searcher};

/// The query that finds documents like one, without its own versions; `more` narrows it. `None` if
/// there is no such document or nothing tells it from others. What is looked for is told.
pub(super) fn query(session: &Session, id: &str, more: &str) -> Result<Option<Query>> {
    let store = Store::open_read(&session.home.database())?;
    let Some(stored) = store.find(id)? else {
        session.out.say(&format!("no document {id:?} (see `newsint search`)"));
        return Ok(None);
    };
    let searcher = Searcher::open(&session.home.index())?;
    let document = &stored.document;
    let words = searcher.telling_words(&document.text, document.language.as_deref())?;
    if words.is_empty() {
        session.out.say("no word of it is in another document");
        return Ok(None);
    }
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let mut text = format!("({})", quoted.join(" OR "));
    for (_, version) in store.versions(&document.url)? {
        text.extend([" -id:", &version]);
    }
    if !more.trim().is_empty() {
        text.extend([" (", more, ")"]);
    }
    session.out.say(&format!("read as: {text}"));
    let options = select::reading();
    Ok(Some(Query::parse_with(&text, &options)?))
}
