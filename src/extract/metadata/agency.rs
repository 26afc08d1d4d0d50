//! Wire agencies and datelines.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::extract::clean::{cut_chars, line};

static AGENCIES: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("agencies.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|row| row.split_once('\t'))
        .flat_map(|(name, signs)| signs.split('|').map(move |s| (s, name)))
        .collect()
});

/// The agency that signs so; the whole text must be a sign.
pub(super) fn named(text: &str) -> Option<&'static str> {
    if text.len() > 80 {
        return None;
    }
    let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    AGENCIES.get(text.as_str()).copied()
}

/// The first agency among the parts of a credit such as `AFP, MANILA` or `Reuters/Jo Doe`.
pub(super) fn credited(text: &str) -> Option<&'static str> {
    named(text).or_else(|| {
        cut_chars(text, 200).split([',', '/', ';', '|', '(', ')', '&', '·', '-']).find_map(named)
    })
}

/// A signature without its agency, and the agency: `Jane Roe Associated Press` → `Jane Roe`,
/// `dpa/jr` → `dpa`. The name is as it was if no agency signs beside it.
pub(super) fn apart(name: &str) -> (&str, Option<&'static str>) {
    if let Some((sign, initials)) = name.split_once('/')
        && let Some(agency) = named(sign)
        && initials.chars().count() <= INITIALS_MOST
        && named(initials).is_none()
        && named(name).is_none()
    {
        return (sign.trim(), Some(agency));
    }
    let ends = name.char_indices().filter(|(_, c)| matches!(c, ' ' | '/'));
    for (at, mark) in ends {
        let (before, sign) = (name.get(..at), name.get(at + mark.len_utf8()..));
        let (Some(before), Some(sign)) = (before, sign) else { continue };
        let is_sign = before.contains(' ') && named(name).is_none();
        if let Some(agency) = named(sign).filter(|_| is_sign) {
            return (before.trim_end_matches([' ', ',', '/', '|', '-', '–']), Some(agency));
        }
    }
    (name, named(name))
}

/// Characters of an editor's initials: `dpa/jr`.
const INITIALS_MOST: usize = 4;

/// Where an article was written, and the agency its dateline names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Dateline {
    pub(in crate::extract) place: Option<String>,
    pub(in crate::extract) agency: Option<&'static str>,
}

/// Longest dateline. Characters.
const DATELINE_CHARS: usize = 90;

/// Reads the start of an article: `SEOUL, Nov. 18 (Reuters) - …`, `Berlin (dpa) - …`,
/// `(서울=연합뉴스) …`, `新华社北京11月18日电 …`.
pub(in crate::extract) fn dateline(text: &str) -> Dateline {
    let head = cut_chars(text.lines().next().unwrap_or(""), DATELINE_CHARS).trim();
    korean(head).or_else(|| chinese(head)).or_else(|| dashed(head)).unwrap_or_default()
}

fn korean(head: &str) -> Option<Dateline> {
    let rest = head.strip_prefix(['(', '['])?;
    let (inside, _) = rest.split_once([')', ']'])?;
    let (place, sign) = inside.split_once('=')?;
    let agency = sign.split_whitespace().next().and_then(named);
    let place = place.trim();
    let fits = (1..=30).contains(&place.chars().count()) && place.chars().all(is_place_letter);
    fits.then(|| Dateline { place: Some(place.to_owned()), agency })
}

fn chinese(head: &str) -> Option<Dateline> {
    let sign = ["新华社", "新華社", "中新社", "中新网", "中央社"];
    let sign = sign.iter().find(|s| head.starts_with(**s))?;
    let rest = head.get(sign.len()..)?;
    let at = rest.find(|c: char| c.is_ascii_digit())?;
    let place = rest.get(..at)?.trim();
    let dated = rest.chars().take(20).any(|c| matches!(c, '电' | '電' | '日'));
    let fits = (2..=10).contains(&place.chars().count()) && place.chars().all(char::is_alphabetic);
    (dated && fits).then(|| Dateline { place: Some(place.to_owned()), agency: named(sign) })
}

/// Place, perhaps a date, perhaps the agency in brackets, then a dash.
fn dashed(head: &str) -> Option<Dateline> {
    let marks = ["—", "–", " - ", "-- ", ") -"];
    let at = marks.iter().filter_map(|m| Some(head.find(m)? + usize::from(*m == ") -"))).min()?;
    let before = head.get(..at)?.trim();
    let (before, agency, bracket) = match before.strip_suffix(')').and_then(|b| b.rsplit_once('('))
    {
        Some((start, sign)) => (start.trim(), credited(sign), true),
        None => (before, None, false),
    };
    if bracket && agency.is_none() {
        return None;
    }
    let place: Vec<&str> = before
        .split(',')
        .map(str::trim)
        .take_while(|p| !p.is_empty() && !p.chars().any(|c| c.is_ascii_digit()))
        .collect();
    let place = line(&place.join(", "));
    let first = place.split(',').next().unwrap_or("");
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let upper = first.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let named = place
        .split_whitespace()
        .all(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()) || w.chars().count() <= 3);
    let fits = (2..=25).contains(&letters)
        && place.chars().count() <= 50
        && place.chars().all(|c| is_place_letter(c) || matches!(c, ',' | '/'))
        && (agency.is_some() && named && place.split_whitespace().count() <= 5
            || upper && letters >= 3 && place.split_whitespace().count() <= 6);
    fits.then_some(Dateline { place: Some(place), agency })
}

fn is_place_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        let cases = [
            ("SEOUL, Nov. 18 (Reuters) - The ministry said", Some("SEOUL"), Some("Reuters")),
            ("WASHINGTON — Rates rose again", Some("WASHINGTON"), None),
            ("NORWICK, Ohio (AP) — Rates rose", Some("NORWICK, Ohio"), Some("AP")),
            ("Berlin (dpa) - Der Minister sagte", Some("Berlin"), Some("dpa")),
            ("(서울=연합뉴스) 홍길동 기자 = 정부는", Some("서울"), Some("Yonhap")),
            ("新华社北京11月18日电 外交部", Some("北京"), Some("Xinhua")),
            ("The talks — held in secret — ended", None, None),
            ("Rates rose (again) - and fell", None, None),
            ("A — B", None, None),
        ];
        for (text, place, agency) in cases {
            let found = dateline(text);
            assert_eq!((found.place.as_deref(), found.agency), (place, agency), "{text}");
        }
    }

    #[test]
    fn credits() {
        assert_eq!(credited("AFP, MANILA"), Some("AFP"));
        assert_eq!(credited("Deutsche Presse-Agentur"), Some("dpa"));
        assert_eq!(credited("Mara Ilves"), None);
        assert_eq!(apart("MARA ILVES Associated Press"), ("MARA ILVES", Some("AP")));
        assert_eq!(apart("Mara Ilves/Reuters"), ("Mara Ilves", Some("Reuters")));
        assert_eq!(apart("dpa/mi"), ("dpa", Some("dpa")));
        assert_eq!(apart("AFP"), ("AFP", Some("AFP")));
        assert_eq!(apart("Mara Ilves"), ("Mara Ilves", None));
    }
}
