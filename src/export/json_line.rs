//! The line of a JSONL export, written without a serialiser between.
//!
//! It has the bytes of [`stored_line`](super::contract::stored_line), which tells what they mean;
//! a test compares the two. Large corpora hold millions of mentions, and this takes a third of the
//! time.

use std::io::{self, Write};

use rust_decimal::Decimal;

use super::contract::{DOCUMENT_SCHEMA, flags};
use crate::model::{
    Block, BlockKind, CodePoints, EntityTag, Mention, Money, Quantity, Quote, StoredDocument, Value,
};

/// Adds the line of a document, without its end.
pub(super) fn write(stored: &StoredDocument, out: &mut Vec<u8>) -> io::Result<()> {
    let document = &stored.document;
    let points = CodePoints::new(&document.text);
    text(out, "{\"schema\":", DOCUMENT_SCHEMA);
    text(out, ",\"id\":", &stored.id);
    number(out, ",\"version\":", u64::from(stored.version));
    text(out, ",\"url\":", &document.url);
    text(out, ",\"title\":", &document.title);
    texts(out, ",\"author\":", &document.author);
    optional(out, ",\"site\":", document.site.as_deref());
    for (name, stamp) in
        [(",\"published\":", document.published), (",\"modified\":", document.modified)]
    {
        optional(out, name, stamp.map(|s| s.to_string()).as_deref());
    }
    optional(out, ",\"language\":", document.language.as_deref());
    text(out, ",\"text\":", &document.text);
    out.extend_from_slice(b",\"blocks\":");
    list(out, &document.blocks, |out, item| {
        block(out, &points, item);
        Ok(())
    })?;
    out.extend_from_slice(b",\"flags\":");
    serde_json::to_writer(&mut *out, &flags(&document.flags))?;
    out.extend_from_slice(b",\"mentions\":");
    list(out, &stored.mentions, |out, item| mention(out, &document.text, &points, item))?;
    let capture = &stored.capture;
    text(out, ",\"capture\":{\"sha256\":", &capture.sha256);
    text(out, ",\"url\":", &capture.url);
    text(out, ",\"fetched_at\":", &capture.fetched_at);
    text(out, ",\"warc\":", &capture.warc);
    number(out, ",\"offset\":", capture.offset);
    out.extend_from_slice(b"}}");
    Ok(())
}

fn list<T>(
    out: &mut Vec<u8>,
    items: &[T],
    mut each: impl FnMut(&mut Vec<u8>, &T) -> io::Result<()>,
) -> io::Result<()> {
    for (at, item) in items.iter().enumerate() {
        out.push(if at == 0 { b'[' } else { b',' });
        each(out, item)?;
    }
    out.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
    Ok(())
}

fn block(out: &mut Vec<u8>, points: &CodePoints<'_>, block: &Block) {
    let (start, end) = points.of_span(block.span);
    number(out, "{\"start\":", start as u64);
    number(out, ",\"end\":", end as u64);
    let kind: &[u8] = match block.kind {
        BlockKind::Paragraph => b",\"kind\":\"paragraph\"",
        BlockKind::Heading(_) => b",\"kind\":\"heading\"",
        BlockKind::ListItem => b",\"kind\":\"list_item\"",
        BlockKind::TableRow => b",\"kind\":\"table_row\"",
        BlockKind::Quote => b",\"kind\":\"quote\"",
        BlockKind::Preformatted => b",\"kind\":\"preformatted\"",
    };
    out.extend_from_slice(kind);
    if let BlockKind::Heading(level) = block.kind {
        number(out, ",\"level\":", u64::from(level));
    }
    out.push(b'}');
}

fn mention(
    out: &mut Vec<u8>,
    whole: &str,
    points: &CodePoints<'_>,
    mention: &Mention,
) -> io::Result<()> {
    let (start, end) = points.of_span(mention.span);
    number(out, "{\"start\":", start as u64);
    number(out, ",\"end\":", end as u64);
    text(out, ",\"text\":", mention.span.of(whole));
    match &mention.value {
        Value::Entity(value) => entity(out, value),
        Value::Money(value) => money(out, value)?,
        Value::Date(value) => {
            text(out, ",\"kind\":\"date\",\"date\":{\"type\":", value.moment_type.as_str());
            text(out, ",\"value\":", &value.value);
            optional(out, ",\"mod\":", value.modifier.as_deref());
            optional(out, ",\"start\":", value.start.as_deref());
            optional(out, ",\"end\":", value.end.as_deref());
            if !value.candidates.is_empty() {
                texts(out, ",\"candidates\":", &value.candidates);
            }
            out.push(b'}');
        }
        Value::Quantity(value) => quantity(out, value)?,
        Value::Quote(value) => quote(out, points, value),
        Value::Indicator(value) => {
            let kind = value.indicator_kind.as_str();
            text(out, ",\"kind\":\"indicator\",\"indicator\":{\"type\":", kind);
            text(out, ",\"value\":", &value.value);
            out.push(b'}');
        }
    }
    out.push(b'}');
    Ok(())
}

fn entity(out: &mut Vec<u8>, entity: &EntityTag) {
    text(out, ",\"kind\":\"entity\",\"label\":", entity.label.as_str());
    text(out, ",\"canonical\":", &entity.canonical);
    if let Some(id) = &entity.entity {
        text(out, ",\"entity\":", id);
    }
    if let Some(country) = &entity.metonym {
        text(out, ",\"metonym\":", country);
    }
    if !entity.candidates.is_empty() {
        texts(out, ",\"candidates\":", &entity.candidates);
    }
    out.extend_from_slice(b",\"confidence\":");
    let hundredths = (f64::from(entity.confidence.clamp(0.0, 1.0)) * 100.0).round();
    match hundredths as i8 {
        100.. => out.extend_from_slice(b"1.0"),
        n => {
            let n = n.unsigned_abs();
            out.extend_from_slice(&[b'0', b'.', b'0' + n / 10]);
            if n % 10 > 0 {
                out.push(b'0' + n % 10);
            }
        }
    }
}

fn money(out: &mut Vec<u8>, money: &Money) -> io::Result<()> {
    figure(out, ",\"kind\":\"money\",\"money\":{\"min\":", money.min)?;
    figure(out, ",\"max\":", money.max)?;
    optional(out, ",\"currency\":", money.currency.as_deref());
    texts(out, ",\"candidates\":", &money.candidates);
    text(out, ",\"mod\":", money.modifier.as_str());
    if let Some(per) = &money.per {
        text(out, ",\"per\":", per);
    }
    out.push(b'}');
    Ok(())
}

fn quantity(out: &mut Vec<u8>, quantity: &Quantity) -> io::Result<()> {
    let kind = quantity.quantity_type.as_str();
    text(out, ",\"kind\":\"quantity\",\"quantity\":{\"type\":", kind);
    figure(out, ",\"min\":", quantity.min)?;
    figure(out, ",\"max\":", quantity.max)?;
    optional(out, ",\"unit\":", quantity.unit.as_deref());
    text(out, ",\"mod\":", quantity.modifier.as_str());
    if let Some(si) = &quantity.si {
        figure(out, ",\"si\":{\"min\":", si.min)?;
        figure(out, ",\"max\":", si.max)?;
        text(out, ",\"unit\":", &si.unit);
        out.push(b'}');
    }
    out.push(b'}');
    Ok(())
}

fn quote(out: &mut Vec<u8>, points: &CodePoints<'_>, quote: &Quote) {
    let place = quote.speaker_span.map(|span| points.of_span(span));
    optional(out, ",\"kind\":\"quote\",\"quote\":{\"speaker\":", quote.speaker.as_deref());
    for (name, at) in
        [(",\"speaker_start\":", place.map(|p| p.0)), (",\"speaker_end\":", place.map(|p| p.1))]
    {
        match at {
            Some(at) => number(out, name, at as u64),
            None => null(out, name),
        }
    }
    optional(out, ",\"cue\":", quote.cue.as_deref());
    text(out, ",\"type\":", quote.quote_type.as_str());
    out.push(b'}');
}

fn null(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"null");
}

fn optional(out: &mut Vec<u8>, name: &str, value: Option<&str>) {
    match value {
        Some(value) => text(out, name, value),
        None => null(out, name),
    }
}

fn texts(out: &mut Vec<u8>, name: &str, values: &[String]) {
    out.extend_from_slice(name.as_bytes());
    for (at, value) in values.iter().enumerate() {
        text(out, if at == 0 { "[" } else { "," }, value);
    }
    out.extend_from_slice(if values.is_empty() { b"[]" } else { b"]" });
}

/// A decimal as an exact number without trailing zeros, or null.
fn figure(out: &mut Vec<u8>, name: &str, figure: Option<Decimal>) -> io::Result<()> {
    let Some(figure) = figure.map(|f| f.normalize()) else {
        null(out, name);
        return Ok(());
    };
    match u64::try_from(figure.mantissa()) {
        Ok(whole) if figure.scale() == 0 => number(out, name, whole),
        _ => write!(out, "{name}{figure}")?,
    }
    Ok(())
}

/// Digits of the largest 64-bit number.
const DIGITS: usize = 20;

fn number(out: &mut Vec<u8>, name: &str, mut n: u64) {
    out.extend_from_slice(name.as_bytes());
    let mut digits = [0; DIGITS];
    let mut first = DIGITS;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
        first -= 1;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(first..).unwrap_or_default());
}

/// A field and its string, escaped as RFC 8259 asks for and no more.
fn text(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
    let mut rest = value.as_bytes();
    while let Some((plain, after)) = rest.split_at_checked(plain_bytes(rest)) {
        out.extend_from_slice(plain);
        let Some((&special, after)) = after.split_first() else { break };
        escape(out, special);
        rest = after;
    }
    out.push(b'"');
}

const fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Bytes looked at together: a register of the processor.
const CHUNK: usize = 16;

/// How many bytes from the first on need no escape.
fn plain_bytes(bytes: &[u8]) -> usize {
    let whole = bytes
        .chunks_exact(CHUNK)
        .take_while(|chunk| !chunk.iter().fold(false, |any, &b| any | is_special(b)))
        .count();
    let rest = bytes.get(whole * CHUNK..).unwrap_or_default();
    whole * CHUNK + rest.iter().position(|&b| is_special(b)).unwrap_or(rest.len())
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        _ => {
            let hex = |n: u8| if n < 10 { b'0' + n } else { b'a' + n - 10 };
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_serde_json_does() {
        let every: String = (0..0x300).filter_map(char::from_u32).collect();
        for value in ["", "a", "plain text of more than sixteen bytes", "\"\\\n", &every] {
            let mut out = Vec::new();
            text(&mut out, "", value);
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(value).unwrap());
        }
    }

    #[test]
    fn numbers_are_whole_and_exact() {
        let mut out = Vec::new();
        number(&mut out, "", 0);
        number(&mut out, ",", u64::MAX);
        for value in ["-2.50", "1000", "79228162514264337593543950335", "0.000"] {
            figure(&mut out, ",", value.parse().ok()).unwrap();
        }
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "0,18446744073709551615,-2.5,1000,79228162514264337593543950335,0"
        );
    }
}
