//! Dates as pages write them → [`Stamp`].

mod address;
mod labels;
pub(in crate::extract) mod page;
mod shown;
mod token;

use jiff::civil::{Date, Time};

use self::token::{Token, tokens};
use crate::model::{Capture, Stamp};

/// Longest text in which a date is looked for. Bytes.
const TEXT_BYTES: usize = 400;

/// The first date in `text`. `day_first` decides `03/04/2024` where both readings are possible.
pub(in crate::extract) fn parse(text: &str, day_first: bool) -> Option<Stamp> {
    let text = crate::extract::clean::cut_bytes(text.trim(), TEXT_BYTES);
    if let Ok(stamp) = text.parse::<Stamp>() {
        return sane(stamp);
    }
    let tokens = tokens(text);
    let (date, at) = (0..tokens.len()).find_map(|i| {
        let rest = tokens.get(i..)?;
        let (date, used) = date_at(rest, day_first)?;
        Some((date, i + used))
    })?;
    let (time, offset_minutes) = clock(tokens.get(at..).unwrap_or_default())
        .or_else(|| clock(&tokens))
        .map_or((None, None), |(t, o)| (Some(t), o));
    sane(Stamp { date, time, offset_minutes: offset_minutes.filter(|_| time.is_some()) })
}

/// True unless the stamp lies after the capture (by more than the width of the time zones).
pub(in crate::extract) fn is_before(stamp: &Stamp, capture: &Capture) -> bool {
    let fetched = capture.fetched_at.parse::<Stamp>();
    !fetched.is_ok_and(|f| stamp.unix_seconds() > f.unix_seconds() + 86_400)
}

fn sane(stamp: Stamp) -> Option<Stamp> {
    (1900..=2200).contains(&stamp.date.year()).then_some(stamp)
}

/// A date that begins at the first token, and how many tokens it takes.
fn date_at(t: &[Token<'_>], day_first: bool) -> Option<(Date, usize)> {
    let first = t.first()?;
    if first.is_number() {
        number_first(t, day_first)
    } else {
        // November 28, 2022; November 28th 2022
        let month = first.month()?;
        let day = t.get(1).filter(|d| d.is_number() && d.digits <= 2 && d.before != ':')?;
        let rest = t.iter().enumerate().skip(2).take(3);
        let (at, year) = rest.into_iter().find(|(_, x)| !x.is_filler())?;
        let year = Some(year).filter(|y| y.digits == 4)?;
        Some((civil(year.value, month, day.value)?, at + 1))
    }
}

fn number_first(tokens: &[Token<'_>], day_first: bool) -> Option<(Date, usize)> {
    let a = tokens.first()?;
    if a.digits == 8 {
        let date = civil(a.value / 10_000, a.value / 100 % 100, a.value % 100)?;
        return Some((date, 1));
    }
    if a.digits == 10 || a.digits == 13 {
        return epoch(a.value / if a.digits == 13 { 1000 } else { 1 }).map(|d| (d, 1));
    }
    let (b, c) = (tokens.get(1)?, tokens.get(2)?);
    if a.digits == 4 {
        // 2022-11-28, 2022/11/28, 2022. 11. 28., 2022年11月28日
        let joined =
            |x: &Token<'_>| matches!(x.before, '-' | '/' | '.' | '年' | '月' | '년' | '월');
        if b.is_number() && c.is_number() && joined(b) && joined(c) {
            return Some((civil(a.value, b.value, c.value)?, 3));
        }
        // 2022 November 28
        let month = b.month()?;
        return (c.digits <= 2).then(|| Some((civil(a.value, month, c.value)?, 3)))?;
    }
    if a.digits > 2 || a.value == 0 {
        return None;
    }
    // 28 November 2022, 28. November 2022, 28th of November, 2022, 28 de noviembre de 2022
    let mut rest = tokens.iter().skip(1).enumerate().filter(|(_, x)| !x.is_filler()).take(2);
    let ((_, name), (at, year)) = (rest.next()?, rest.next()?);
    if let Some(month) = name.month() {
        let full = if year.digits == 2 { year.value + 2000 } else { year.value };
        return (year.digits == 4 || (year.digits == 2 && year.before == '-'))
            .then(|| Some((civil(full, month, a.value)?, at + 2)))?;
    }
    // 28.11.2022, 28/11/2022, 11/28/2022
    let same = b.before == c.before && matches!(b.before, '.' | '/' | '-');
    if !same || b.digits > 2 || !(c.digits == 4 || (c.digits == 2 && b.before != '-')) {
        return None;
    }
    let year = if c.digits == 2 { c.value + 2000 } else { c.value };
    let day_first = day_first || b.before == '.';
    let (day, month) = if b.value > 12 || (a.value <= 12 && !day_first) {
        (b.value, a.value)
    } else {
        (a.value, b.value)
    };
    Some((civil(year, month, day)?, 3))
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn epoch(seconds: i64) -> Option<Date> {
    let days = seconds / 86_400;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// A time of day with its zone: `10:30`, `10:30:05 PM`, `T10:30:00+09:00`, `10:30 GMT`.
fn clock(t: &[Token<'_>]) -> Option<(Time, Option<i16>)> {
    let at = t.windows(2).position(|w| match w {
        [h, m] => h.is_number() && h.digits <= 2 && m.digits == 2 && m.before == ':',
        _ => false,
    })?;
    let rest = t.get(at..)?;
    let (mut hour, minute) = (rest.first()?.value, rest.get(1)?.value);
    let mut next = 2;
    let mut second = 0;
    if let Some(s) = rest.get(2).filter(|s| s.before == ':' && s.digits == 2) {
        (second, next) = (s.value, 3);
    }
    if rest.get(next).is_some_and(|f| f.before == '.' && f.is_number()) {
        next += 1;
    }
    let word = rest.get(next).map(|w| w.word.to_lowercase()).unwrap_or_default();
    match word.as_str() {
        "pm" | "p" if hour < 12 => hour += 12,
        "am" | "a" if hour == 12 => hour = 0,
        _ => {}
    }
    let zone = rest.get(next).and_then(|z| match word.as_str() {
        "z" | "gmt" | "utc" => Some(0),
        _ if z.is_number() && matches!(z.before, '+' | '-') => {
            let (hours, minutes) = match z.digits {
                4 => (z.value / 100, z.value % 100),
                2 => {
                    (z.value, rest.get(next + 1).filter(|m| m.before == ':').map_or(0, |m| m.value))
                }
                _ => return None,
            };
            let sign = if z.before == '-' { -1 } else { 1 };
            (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
        }
        _ => None,
    });
    let time = Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.min(59).try_into().ok()?,
        0,
    );
    Some((time.ok()?, zone.and_then(|z| z.try_into().ok())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_pages_write_them() {
        let cases = [
            ("2022-11-28T10:30:00+0900", "2022-11-28T10:30:00+09:00"),
            ("Mon, 28 Nov 2022 10:30:05 GMT", "2022-11-28T10:30:05Z"),
            ("November 28, 2022 at 3:05 pm", "2022-11-28T15:05:00"),
            ("28. November 2022, 09:15 Uhr", "2022-11-28T09:15:00"),
            ("lunes, 28 de noviembre de 2022", "2022-11-28"),
            ("28 ноября 2022, 12:00", "2022-11-28T12:00:00"),
            ("2022年11月28日 10:30", "2022-11-28T10:30:00"),
            ("입력 2022. 11. 28. 오후", "2022-11-28"),
            ("28.11.2022", "2022-11-28"),
            ("20221128", "2022-11-28"),
            ("1669631400", "2022-11-28"),
            ("Published: 13/11/2022", "2022-11-13"),
            ("28th of November, 2022", "2022-11-28"),
            ("November 28th, 2022", "2022-11-28"),
            ("২৮ নভেম্বর ২০২২", "2022-11-28"),
            ("٢٨ نوفمبر ٢٠٢٢", "2022-11-28"),
        ];
        for (text, stamp) in cases {
            assert_eq!(parse(text, true).map(|s| s.to_string()).as_deref(), Some(stamp), "{text}");
        }
        assert_eq!(parse("03/04/2022", false).unwrap().to_string(), "2022-03-04");
        assert_eq!(parse("03/04/2022", true).unwrap().to_string(), "2022-04-03");
    }

    #[test]
    fn no_date_is_no_date() {
        for text in ["", "2022", "November", "28 people", "99.99.2022", "12:30", "call 555 01 234"]
        {
            assert_eq!(parse(text, true), None, "{text}");
        }
    }
}
