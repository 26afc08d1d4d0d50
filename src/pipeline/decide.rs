//! A decision on who is who: kept, and carried out on what is stored.

use crate::corpus::{Annotation, Annotations, Decision, Decisions, Home, Store};
use crate::error::Result;
use crate::extract::Extractor;
use crate::index;

use super::session::Session;

/// Keeps a decision and changes database and index by it. Returns how many documents changed.
///
/// Refused while another run writes, before anything is kept. Then the decision is written first: a
/// run that is killed later leaves it for `newsint rebuild`. The index goes before the database
/// commits, and is made again from it.
pub fn decide(home: &Home, extractor: &Extractor, now: &str, decision: &Decision) -> Result<u64> {
    write_index(home, extractor, now)?;
    let store = Store::open(&home.database())?;
    store.begin()?;
    decision.append(&home.decisions())?;
    let changed = store.decide(&Decisions::one(decision.clone()))?;
    if changed > 0 {
        index::clear(&home.index())?;
    }
    store.commit()?;
    drop(store);
    if changed > 0 {
        write_index(home, extractor, now)?;
    }
    Ok(changed)
}

/// Keeps what people marked and lays it over database and index, as [`decide`] does. Returns how many
/// documents changed.
pub fn annotate(
    home: &Home,
    extractor: &Extractor,
    now: &str,
    annotations: &[Annotation],
) -> Result<u64> {
    write_index(home, extractor, now)?;
    let store = Store::open(&home.database())?;
    store.begin()?;
    Annotation::append_all(annotations, &home.annotations())?;
    let mut marked = Annotations::default();
    for annotation in annotations {
        marked.push(annotation.clone());
    }
    let changed = store.annotate(&marked)?;
    if changed > 0 {
        index::clear(&home.index())?;
    }
    store.commit()?;
    drop(store);
    if changed > 0 {
        write_index(home, extractor, now)?;
    }
    Ok(changed)
}

/// Brings the index up to what is stored; an error if another run holds it.
fn write_index(home: &Home, extractor: &Extractor, now: &str) -> Result<()> {
    let mut session = Session::open(home, extractor, now)?;
    session.recover(&mut |_| ())?;
    session.close()?;
    Ok(())
}
