//! Numbers written in digits.

use rust_decimal::Decimal;

/// Most digits a figure may have; the exact decimal type holds 28.
const DIGITS_MAX: usize = 28;
/// Fewer plain digits than this fit a machine word.
const DIGITS_PLAIN: usize = 19;

/// Reads digits with group and decimal separators. `comma_decimal` tells how one lone separator
/// before three digits
/// is read: `1.234` is a thousand in German and a fraction in English.
///
/// `None` for what is no plain figure (`1.2.3`, `192.168.0.1`) and for more than 28 digits.
pub(crate) fn figure(surface: &str, comma_decimal: bool) -> Option<Decimal> {
    if surface.len() < DIGITS_PLAIN && surface.bytes().all(|b| b.is_ascii_digit()) {
        return surface.parse::<u64>().ok().map(Decimal::from);
    }
    let plain = normalise(surface);
    let (commas, stops) = (count(&plain, b','), count(&plain, b'.'));
    let decimal = match (commas, stops) {
        (0, 0) => None,
        (0, n) => lone_separator(&plain, '.', n, comma_decimal)?,
        (n, 0) => lone_separator(&plain, ',', n, !comma_decimal)?,
        _ => {
            let (comma, stop) = (plain.rfind(',')?, plain.rfind('.')?);
            let (mark, times, other) =
                if comma > stop { (',', commas, '.') } else { ('.', stops, ',') };
            let head = plain.split(mark).next()?;
            if times > 1 || !is_grouped(head, other) {
                return None;
            }
            Some(mark)
        }
    };
    let mut digits = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            _ if Some(c) == decimal => digits.push('.'),
            ',' | '.' => {}
            _ => digits.push(c),
        }
    }
    if digits.len() > DIGITS_MAX {
        return None;
    }
    digits.parse().ok()
}

/// ASCII digits, `,` and `.` only: other digits and separators mapped, group spaces dropped.
fn normalise(surface: &str) -> String {
    let mut out = String::with_capacity(surface.len());
    for c in surface.chars() {
        let code = c as u32;
        let zero = match code {
            0x0660..=0x0669 => 0x0660,
            0x06F0..=0x06F9 => 0x06F0,
            0x0966..=0x096F => 0x0966,
            0xFF10..=0xFF19 => 0xFF10,
            _ => 0,
        };
        if zero > 0 {
            out.extend(char::from_digit(code - zero, 10));
            continue;
        }
        match c {
            '0'..='9' | ',' | '.' => out.push(c),
            '٫' | '．' => out.push('.'),
            '٬' | '，' => out.push(','),
            _ => {}
        }
    }
    out
}

fn count(text: &str, mark: u8) -> usize {
    text.bytes().filter(|&b| b == mark).count()
}

/// One kind of separator, `times` times: is it the decimal mark? `Some(None)` when it groups.
#[allow(clippy::option_option, reason = "three outcomes: no figure, grouping, decimal mark")]
fn lone_separator(plain: &str, mark: char, times: usize, groups: bool) -> Option<Option<char>> {
    let mut parts = plain.split(mark);
    let (head, tail) = (parts.next()?, plain.rsplit(mark).next()?);
    if times > 1 {
        return is_grouped(plain, mark).then_some(None);
    }
    let may_group = tail.len() == 3 && (1..=3).contains(&head.len()) && !head.starts_with('0');
    Some(if may_group && groups { None } else { Some(mark) })
}

/// Western (3, 3, …) or Indian (2, 2, …, 3) groups.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups: Vec<usize> = text.split(mark).map(str::len).collect();
    let first = groups.first().copied().unwrap_or(0);
    let last = groups.pop().unwrap_or(0);
    if groups.is_empty() {
        return true;
    }
    let middle = groups.get(1..).unwrap_or(&[]);
    let western = (1..=3).contains(&first) && middle.iter().all(|&n| n == 3);
    let indian = (1..=2).contains(&first) && middle.iter().all(|&n| n == 2);
    last == 3 && (western || indian)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(surface: &str, comma: bool) -> String {
        figure(surface, comma).map_or_else(|| "none".into(), |d| d.normalize().to_string())
    }

    #[test]
    fn separators_follow_the_locale() {
        for (surface, en, de) in [
            ("1,234.56", "1234.56", "1234.56"),
            ("1.234,56", "1234.56", "1234.56"),
            ("1,234", "1234", "1.234"),
            ("1.234", "1.234", "1234"),
            ("12,34,567.89", "1234567.89", "1234567.89"),
            ("1.234.567", "1234567", "1234567"),
            ("0,875", "0.875", "0.875"),
            ("3,5", "3.5", "3.5"),
            ("1\u{a0}000\u{202f}000", "1000000", "1000000"),
            ("١٢٫٥", "12.5", "12.5"),
            ("192.168.0.1", "none", "none"),
            ("12345678901234567890123456789", "none", "none"),
        ] {
            assert_eq!(
                (read(surface, false).as_str(), read(surface, true).as_str()),
                (en, de),
                "{surface}"
            );
        }
    }
}
