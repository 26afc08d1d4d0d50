//! Names, symbols and codes of currencies, read from the tables in `data/`.

use std::sync::{LazyLock, OnceLock};

use rust_decimal::Decimal;

use crate::tag::number::phrases::{Phrases, rows};

const CURRENCIES: &str = include_str!("data/currencies.tsv");
const GROUPS: &str = include_str!("data/groups.tsv");
const MINORS: &str = include_str!("data/minors.tsv");

/// Languages with names in the tables; others use the English names and all symbols.
const LANGUAGES: &[&str] =
    &["en", "es", "fr", "de", "ru", "zh", "ko", "ja", "ar", "pt", "it", "nl", "tr"];

/// Codes that are also words or other abbreviations in capitals.
const WORDY_CODES: &[&str] = &[
    "ALL", "TOP", "TRY", "CUP", "GEL", "MOP", "PEN", "SOS", "MAD", "LAK", "BAM", "AMD", "BOB",
    "COP", "PAB", "SLE", "STN", "CVE", "ARS", "MGA", "ETB", "PHP", "SAR", "BND", "CDF", "SDG",
    "SSP", "MAN", "DAI", "CLP", "NAD", "ANG", "ERN", "GIP", "SHP", "SRD", "XAF", "TON", "LTC",
    "ADA", "SOL", "BCH", "ITL", "BEF", "FIM", "NIO", "DOT", "DASH", "LINK", "ETC", "POL", "SUI",
    "CHE", "COU", "PEPE",
];

/// Codes that people also write in small letters.
const SMALL_CODES: &[&str] = &[
    "usd", "eur", "gbp", "rub", "jpy", "cny", "inr", "cad", "aud", "btc", "usdt", "rmb", "mxn",
    "chf", "nzd", "hkd", "krw", "brl", "try",
];

/// The currencies one name may mean.
#[derive(Debug)]
pub(super) struct Members {
    /// What it means without other evidence.
    pub(super) default: Option<&'static str>,
    /// All of them, in the order they are offered.
    pub(super) codes: Vec<&'static str>,
}

/// How a name may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `$`, `US$`: before or after the figure.
    Symbol,
    /// An ISO code or ticker.
    Code,
    /// A word.
    Name,
}

/// One name of money.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tender {
    /// Which currencies: an index for [`members`].
    pub(super) members: u16,
    /// What one of it is of the major unit; `None` for the major unit itself.
    pub(super) factor: Option<Decimal>,
    /// How it may stand.
    pub(super) form: Form,
    /// Also an ordinary word or a code that reads like one: needs a figure that shows money.
    pub(super) weak: bool,
    /// More than one word: unlikely to be anything else.
    pub(super) long: bool,
}

impl Tender {
    /// True for cents and the like.
    pub(super) fn is_minor(&self) -> bool {
        self.factor.is_some_and(|f| f < Decimal::ONE)
    }
}

struct Registry {
    members: Vec<Members>,
    tables: Vec<OnceLock<Phrases<Tender>>>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut members = Vec::new();
    for row in rows(CURRENCIES) {
        let code = row.first().copied().unwrap_or("");
        members.push(Members { default: Some(code), codes: vec![code] });
    }
    for row in rows(GROUPS) {
        let default = row.get(1).copied().filter(|d| *d != "-");
        let codes = row.get(2).map_or_else(Vec::new, |m| m.split(' ').collect());
        members.push(Members { default, codes });
    }
    for row in rows(MINORS) {
        let codes: Vec<_> = row.get(1).map_or_else(Vec::new, |m| m.split(' ').collect());
        members.push(Members { default: codes.first().copied(), codes });
    }
    Registry { members, tables: LANGUAGES.iter().map(|_| OnceLock::new()).collect() }
});

/// The currencies behind a tender.
pub(super) fn members(tender: &Tender) -> Option<&'static Members> {
    REGISTRY.members.get(usize::from(tender.members))
}

/// The currency of a country (ISO 3166 alpha-2).
pub(super) fn of_country(country: &str) -> Option<&'static str> {
    static MAP: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        let mut out = Vec::new();
        for row in rows(CURRENCIES) {
            if let [code, _, _, countries, ..] = *row.as_slice() {
                out.extend(countries.split(' ').map(|country| (country, code)));
            }
        }
        out
    });
    MAP.iter().find(|(c, _)| c.eq_ignore_ascii_case(country)).map(|(_, code)| *code)
}

/// All names that count in a language.
pub(super) fn names(language: &str) -> &'static Phrases<Tender> {
    static FALLBACK: OnceLock<Phrases<Tender>> = OnceLock::new();
    let at = LANGUAGES.iter().position(|l| *l == language).unwrap_or(0);
    let code = LANGUAGES.get(at).copied().unwrap_or("en");
    REGISTRY.tables.get(at).unwrap_or(&FALLBACK).get_or_init(|| build(code))
}

fn build(language: &str) -> Phrases<Tender> {
    let mut table = Phrases::forward();
    let mut index = 0_u16;
    let mut english = Vec::new();
    for row in rows(CURRENCIES) {
        let &[code, _, symbols, ..] = row.as_slice() else { continue };
        let base =
            Tender { members: index, factor: None, form: Form::Symbol, weak: false, long: false };
        add_symbols(&mut table, symbols, base);
        let weak = WORDY_CODES.contains(&code);
        table.insert(code, Tender { form: Form::Code, weak, ..base });
        add_names(&mut table, row.get(4).copied(), language, base, &mut english);
        index += 1;
    }
    for row in rows(GROUPS) {
        let base =
            Tender { members: index, factor: None, form: Form::Symbol, weak: false, long: false };
        add_symbols(&mut table, row.get(3).copied().unwrap_or(""), base);
        add_names(&mut table, row.get(4).copied(), language, base, &mut english);
        index += 1;
    }
    for row in rows(MINORS) {
        let factor = row.first().and_then(|f| f.parse().ok());
        let base = Tender { members: index, factor, form: Form::Symbol, weak: false, long: false };
        add_symbols(&mut table, row.get(2).copied().unwrap_or(""), base);
        add_names(&mut table, row.get(3).copied(), language, base, &mut english);
        index += 1;
    }
    for (name, tender) in english {
        table.insert(name, tender);
    }
    table
}

fn add_symbols(table: &mut Phrases<Tender>, symbols: &'static str, base: Tender) {
    for symbol in symbols.split(' ').filter(|s| !s.is_empty()) {
        let wordy = symbol.chars().all(char::is_alphabetic) && symbol.is_ascii();
        let form = if wordy && symbol.len() == 3 { Form::Code } else { Form::Symbol };
        table.insert(symbol, Tender { form, ..base });
    }
}

/// Adds the names of a language at once and keeps the English ones for the end, where names of the
/// language stay first.
fn add_names(
    table: &mut Phrases<Tender>,
    names: Option<&'static str>,
    language: &str,
    base: Tender,
    english: &mut Vec<(&'static str, Tender)>,
) {
    for part in names.unwrap_or("").split(';') {
        let Some((code, list)) = part.split_once(':') else { continue };
        for name in list.split('|') {
            let (name, weak) = name.strip_prefix('~').map_or((name, false), |rest| (rest, true));
            let tender = Tender { form: Form::Name, weak, long: name.contains(' '), ..base };
            if code == language {
                table.insert(name, tender);
                if language == "ko" && tender.long {
                    // 미국 달러 is as often written 미국달러; nothing else starts so.
                    table.insert(&name.replace(' ', ""), tender);
                }
            } else if code == "en" && (!weak || name.ends_with('s')) {
                // An English plural is no word of another language.
                english.push((name, tender));
            }
        }
    }
}

/// True if a code in this writing counts as one.
pub(super) fn is_code(surface: &str) -> bool {
    surface.chars().all(|c| !c.is_lowercase())
        || SMALL_CODES.contains(&surface)
        || surface.chars().any(|c| !c.is_alphabetic())
}
