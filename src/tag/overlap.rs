//! Which of two overlapping mentions stands.

use std::cmp::Reverse;

use crate::model::{Kind, Mention, Value};

/// Order of precedence between mentions of the same length.
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

fn order(mention: &Mention) -> (u32, Reverse<u32>, u8) {
    (mention.span.start, Reverse(mention.span.end), rank(mention.value.kind()))
}

/// True if both may stand: they are apart, only one is a quotation, or a quantity holds the name of
/// what it counts ("two KN-23 missiles").
fn compatible(a: &Mention, b: &Mention) -> bool {
    let (a_kind, b_kind) = (a.value.kind(), b.value.kind());
    if !a.span.overlaps(b.span) || (a_kind == Kind::Quote) != (b_kind == Kind::Quote) {
        return true;
    }
    let holds = |outer: &Mention, inner: &Mention| {
        outer.span.contains(inner.span) && outer.span != inner.span
    };
    match (a_kind, b_kind) {
        (Kind::Quantity, Kind::Entity) => holds(a, b),
        (Kind::Entity, Kind::Quantity) => holds(b, a),
        _ => false,
    }
}

/// An amount stands before a name that holds it, which is then a name by its looks alone; of others
/// the longer one, then the one whose kind ranks first, then the earlier one.
fn beats(a: &Mention, b: &Mention) -> bool {
    match (a.value.kind(), b.value.kind()) {
        (Kind::Money, Kind::Entity) if is_unknown(b) => return true,
        (Kind::Entity, Kind::Money) if is_unknown(a) => return false,
        _ => {}
    }
    let key = |m: &Mention| (Reverse(m.span.len()), rank(m.value.kind()), m.span.start);
    key(a) < key(b)
}

/// True for a name without a stable id.
fn is_unknown(mention: &Mention) -> bool {
    matches!(&mention.value, Value::Entity(tag) if tag.entity.is_none())
}

/// Sorts by start (longest first) and drops the mentions that lose an overlap.
pub(super) fn resolve(mentions: &mut Vec<Mention>) {
    mentions.sort_by_key(order);
    let mut stands = vec![true; mentions.len()];
    // Mentions that stand and reach past the place looked at.
    let mut active: Vec<usize> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let rival_of = |i: &usize| mentions.get(*i).filter(|other| !compatible(mention, other));
        active.retain(|&i| mentions.get(i).is_some_and(|m| m.span.end > mention.span.start));
        if active.iter().filter_map(rival_of).all(|rival| beats(mention, rival)) {
            for loser in active.iter().filter(|i| rival_of(i).is_some()) {
                if let Some(flag) = stands.get_mut(*loser) {
                    *flag = false;
                }
            }
            active.retain(|i| rival_of(i).is_none());
            active.push(index);
        } else if let Some(flag) = stands.get_mut(index) {
            *flag = false;
        }
    }
    let mut flags = stands.into_iter();
    mentions.retain(|_| flags.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        EntityTag, Label, Modifier, Quantity, QuantityType, Quote, QuoteType, Span,
    };

    fn entity(start: usize, end: usize) -> Mention {
        let tag = EntityTag {
            label: Label::Weapon,
            canonical: String::new(),
            entity: None,
            metonym: None,
            candidates: Vec::new(),
            confidence: 1.0,
        };
        Mention { span: Span::new(start, end), value: Value::Entity(tag) }
    }

    fn quantity(start: usize, end: usize) -> Mention {
        let quantity = Quantity {
            quantity_type: QuantityType::Count,
            min: None,
            max: None,
            unit: None,
            modifier: Modifier::Exact,
            si: None,
        };
        Mention { span: Span::new(start, end), value: Value::Quantity(quantity) }
    }

    fn quote(start: usize, end: usize) -> Mention {
        let quote =
            Quote { speaker: None, speaker_span: None, cue: None, quote_type: QuoteType::Direct };
        Mention { span: Span::new(start, end), value: Value::Quote(quote) }
    }

    fn left(mut mentions: Vec<Mention>) -> Vec<(u32, u32)> {
        resolve(&mut mentions);
        mentions.iter().map(|m| (m.span.start, m.span.end)).collect()
    }

    #[test]
    fn a_quantity_may_hold_the_name_of_what_it_counts_but_not_the_reverse() {
        assert_eq!(left(vec![entity(4, 9), quantity(0, 18)]), [(0, 18), (4, 9)]);
        assert_eq!(left(vec![quantity(0, 6), entity(0, 16)]), [(0, 16)]);
        assert_eq!(left(vec![quantity(0, 6), entity(3, 16)]), [(3, 16)]);
    }

    #[test]
    fn the_longer_one_stands_and_quotations_stand_beside_others() {
        assert_eq!(left(vec![entity(0, 5), entity(3, 12), entity(12, 14)]), [(3, 12), (12, 14)]);
        assert_eq!(left(vec![quote(0, 30), entity(3, 12), quote(20, 60)]), [(3, 12), (20, 60)]);
    }
}
