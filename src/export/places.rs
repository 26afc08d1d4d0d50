//! Codes and coordinates of places, by the name the gazetteer knows them under.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{Label, Mention, Value};

/// One place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Name.
    pub(super) name: &'static str,
    /// GDELT's type: 1 country, 2 US state, 3 US city, 4 other city.
    pub(super) kind: &'static str,
    /// ISO 3166-1 alpha-2 of its country.
    pub(super) iso: &'static str,
    /// FIPS 10-4 of its country.
    pub(super) fips: &'static str,
    /// FIPS of its first-order division, the country's where it has none.
    pub(super) division: &'static str,
    /// Degrees north, as text.
    pub(super) latitude: &'static str,
    /// Degrees east, as text.
    pub(super) longitude: &'static str,
    /// `GeoNames` id; empty for countries.
    pub(super) geonames: &'static str,
}

impl Place {
    /// True for a country.
    pub(super) fn is_country(&self) -> bool {
        self.kind == "1"
    }

    /// `City, Country`.
    pub(super) fn full_name(&self) -> String {
        match country(self.iso) {
            Some(country) if !self.is_country() => format!("{}, {}", self.name, country.name),
            _ => self.name.to_string(),
        }
    }
}

struct Table {
    names: FxHashMap<&'static str, Place>,
    countries: FxHashMap<&'static str, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { names: FxHashMap::default(), countries: FxHashMap::default() };
    for line in include_str!("places.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or("");
        let place = Place {
            name: next(),
            kind: next(),
            iso: next(),
            fips: next(),
            division: next(),
            latitude: next(),
            longitude: next(),
            geonames: next(),
        };
        if place.is_country() {
            table.countries.entry(place.iso).or_insert(place.name);
        }
        table.names.insert(place.name, place);
    }
    table
});

/// The place of that name.
pub(super) fn named(name: &str) -> Option<&'static Place> {
    TABLE.names.get(name)
}

/// The country with that ISO 3166-1 alpha-2 code.
pub(super) fn country(iso: &str) -> Option<&'static Place> {
    TABLE.countries.get(iso).and_then(|name| named(name))
}

/// ISO 3166-1 alpha-2 code of the country of that name, in any case of letters.
pub(super) fn code_of(name: &str) -> Option<&'static str> {
    let mut countries = TABLE.countries.iter();
    countries.find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(iso, _)| *iso)
}

/// The place a mention names; `None` for what is no place with a government, or not known.
pub(super) fn of(mention: &Mention) -> Option<&'static Place> {
    match &mention.value {
        Value::Entity(entity) if entity.label == Label::Gpe && entity.candidates.is_empty() => {
            named(&entity.canonical)
        }
        _ => None,
    }
}

/// ISO 639-3 of the languages that ISO 639-1 gives these codes.
const LANGUAGES: &str = "af afr am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces \
    da dan de deu el ell en eng es spa et est fa fas fi fin fr fra ga gle he heb hi hin hr hrv hu hun \
    hy hye id ind is isl it ita ja jpn ka kat kk kaz km khm kn kan ko kor ky kir lb ltz lo lao lt lit \
    lv lav mk mkd mn mon ms msa mt mlt my mya ne nep nl nld no nor nb nor nn nor pl pol ps pus pt por \
    ro ron ru rus si sin sk slk sl slv sq sqi sr srp sv swe sw swa ta tam te tel tg tgk th tha tk tuk \
    tl tgl tr tur uk ukr ur urd uz uzb zh zho";

/// The three-letter code of a language known by its two-letter one.
pub(super) fn three_letters(language: &str) -> Option<&'static str> {
    let mut codes = LANGUAGES.split_ascii_whitespace();
    while let (Some(two), Some(three)) = (codes.next(), codes.next()) {
        if two == language {
            return Some(three);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_of_both_standards() {
        let pyongyang = named("Pyongyang").unwrap();
        assert_eq!((pyongyang.iso, pyongyang.fips), ("KP", "KN"));
        assert_eq!(pyongyang.full_name(), "Pyongyang, North Korea");
        assert_eq!(country("KR").unwrap().fips, "KS");
        assert_eq!(three_letters("zh"), Some("zho"));
    }

    #[test]
    fn every_place_has_its_columns() {
        for place in TABLE.names.values() {
            assert!(matches!(place.kind, "1" | "2" | "3" | "4"), "{place:?}");
            assert!(place.iso.len() == 2 && place.fips.len() == 2, "{place:?}");
            let north: f64 = place.latitude.parse().unwrap();
            let east: f64 = place.longitude.parse().unwrap();
            assert!(north.abs() <= 90.0 && east.abs() <= 180.0, "{place:?}");
        }
    }
}
