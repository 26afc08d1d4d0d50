//! A decision on who is who: kept, and carried out on what is stored.

use crate::corpus::{Decision, Decisions, Home, Store};
use crate::error::Result;
use crate::extract::Extractor;
use crate::index;

use super::session::Session;

/// Keeps a decision and changes database and index by it. Returns how many documents changed.
///
/// The decision is written first: a run that is killed later leaves it for `newsint rebuild`. The
/// index goes before the database commits, and is made again from it.
pub fn decide(home: &Home, extractor: &Extractor, now: &str, decision: &Decision) -> Result<u64> {
    decision.append(&home.decisions())?;
    let store = Store::open(&home.database())?;
    store.begin()?;
    let changed = store.decide(&Decisions::one(decision.clone()))?;
    if changed > 0 {
        index::clear(&home.index())?;
    }
    store.commit()?;
    drop(store);
    if changed > 0 {
        let mut session = Session::open(home, extractor, now)?;
        session.recover(&mut |_| ())?;
        session.close()?;
    }
    Ok(changed)
}
