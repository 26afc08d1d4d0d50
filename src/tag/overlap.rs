//! Which of two overlapping mentions stands.

use crate::model::{Kind, Mention};

/// Order of precedence between kinds that exclude each other; quotations and entities overlap freely with
/// figures inside them only when one contains the other.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Indicator => 0,
        Kind::Money => 1,
        Kind::Date => 2,
        Kind::Entity => 3,
        Kind::Quantity => 4,
        Kind::Quote => 5,
    }
}

/// Sorts by start (longest first) and drops mentions that lose an overlap.
///
/// Quotations overlap anything but another quotation. Among the other kinds no two mentions overlap: the longer
/// one stands, then the one whose kind ranks first.
pub(super) fn resolve(mentions: &mut Vec<Mention>) {
    mentions.sort_by_key(|m| (m.span.start, u32::MAX - m.span.end, rank(m.value.kind())));
    let mut kept: Vec<Mention> = Vec::with_capacity(mentions.len());
    let mut last_quote_end = 0;
    for mention in mentions.drain(..) {
        if mention.value.kind() == Kind::Quote {
            if mention.span.start >= last_quote_end {
                last_quote_end = mention.span.end;
                kept.push(mention);
            }
            continue;
        }
        let rival = kept.iter().rposition(|k| k.value.kind() != Kind::Quote);
        match rival.and_then(|i| kept.get(i).map(|k| (i, k))) {
            Some((i, rival)) if rival.span.overlaps(mention.span) => {
                let wins = (mention.span.len(), u8::MAX - rank(mention.value.kind()))
                    > (rival.span.len(), u8::MAX - rank(rival.value.kind()));
                if wins {
                    kept.remove(i);
                    kept.push(mention);
                }
            }
            _ => kept.push(mention),
        }
    }
    *mentions = kept;
    mentions.sort_by_key(|m| (m.span.start, u32::MAX - m.span.end, rank(m.value.kind())));
}
