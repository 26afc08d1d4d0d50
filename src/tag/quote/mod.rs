//! Quotations and who is quoted.
//!
//! Spans come from quotation marks; a span is a quotation when words of attribution stand around
//! it, or when it goes on
//! where an attributed one ended. Titles and scare quotes have neither and are left out.

mod asian;
mod attribute;
mod cue;
mod indirect;
mod marks;
mod names;
mod speaker;

use super::{Context, Layer};
use crate::model::{Mention, Quote, QuoteType, Value};
use attribute::{Attribution, Reader};
use marks::Quoted;
use names::Names;

/// Words below which a quotation inside a sentence needs its cue close by.
const MIXED_WORDS_MIN: usize = 4;
/// Tokens that may stand between a cue and a short quotation.
const MIXED_DISTANCE_MAX: usize = 7;
/// Words from which a whole quoted sentence counts as a quotation even if nobody is named.
const UNNAMED_WORDS_MIN: usize = 8;

/// Appends the quotations. `out` holds the entities already: they are the possible speakers.
pub(super) fn tag(layer: &Layer<'_>, context: &Context<'_>, out: &mut Vec<Mention>) {
    let quoted = marks::find(layer.text);
    let names = Names::new(layer, out);
    if !quoted.is_empty() {
        direct(layer, context, &names, &quoted, out);
    }
    indirect::tag(layer, &names, context.language, out);
}

fn direct(
    layer: &Layer<'_>,
    context: &Context<'_>,
    names: &Names,
    quoted: &[Quoted],
    out: &mut Vec<Mention>,
) {
    let reader = Reader::new(layer, names, context.language, quoted);
    let mut last: Option<(Quoted, Attribution)> = None;
    for (index, quote) in quoted.iter().enumerate() {
        let found = reader.read(index).or_else(|| goes_on(layer, &reader, quote, last.as_ref()));
        let words = reader.words(index);
        if let Some(found) = found {
            let naming = reader.is_title(index, &found) || reader.is_wording(index, &found);
            if stands(&found, words) && !naming {
                out.push(mention(quote, Some(&found)));
                last = Some((*quote, found));
            }
        } else if reader.is_sentence(index) && words >= UNNAMED_WORDS_MIN {
            out.push(mention(quote, None));
        }
    }
}

/// A short quotation inside a sentence is one only close to its cue; else it is a scare quote or a
/// title.
fn stands(found: &Attribution, words: usize) -> bool {
    found.quote_type == QuoteType::Direct && words > 1
        || words >= MIXED_WORDS_MIN
        || words > 1 && found.distance <= MIXED_DISTANCE_MAX
}

/// A whole quoted sentence after an attributed quotation, in its paragraph or after an unclosed
/// one, is still that
/// speaker's.
fn goes_on(
    layer: &Layer<'_>,
    reader: &Reader<'_, '_>,
    quote: &Quoted,
    last: Option<&(Quoted, Attribution)>,
) -> Option<Attribution> {
    let (before, found) = last?;
    let gap = layer.text.get(before.span.end as usize..quote.span.start as usize)?;
    let paragraphs = gap.matches("\n\n").count();
    let near = paragraphs == 0 || paragraphs == 1 && (!before.closed || gap.trim().len() < 80);
    (near && reader.is_free(quote)).then(|| found.clone())
}

fn mention(quote: &Quoted, found: Option<&Attribution>) -> Mention {
    Mention {
        span: quote.span,
        value: Value::Quote(Quote {
            speaker: found.and_then(|f| f.speaker.name.clone()),
            speaker_span: found.map(|f| f.speaker.span),
            cue: found.map(|f| f.cue.clone()).filter(|c| !c.is_empty()),
            quote_type: found.map_or(QuoteType::Direct, |f| f.quote_type),
        }),
    }
}
