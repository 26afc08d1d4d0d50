//! The language of a text.
//!
//! Statistics are weak on short texts, so the script decides first where it can, the page's own
//! word
//! second, and whatlang's guess only where it calls itself reliable or the text is long.

use whatlang::Lang;

use crate::limits::LANGUAGE_LETTERS_MIN;

/// ISO 639-1 code of `text`; `hint` is what the page says of itself. `None` when unsure.
pub(super) fn language(text: &str, hint: Option<&str>) -> Option<String> {
    let hint = hint.and_then(code_of_tag);
    let sample = super::clean::cut_bytes(text, 20_000);
    let letters = Letters::count(sample);
    if let Some(code) = letters.by_script() {
        return Some(code.to_owned());
    }
    if letters.total() < LANGUAGE_LETTERS_MIN {
        return hint.filter(|h| letters.allows(h)).map(ToOwned::to_owned);
    }
    let guess = whatlang::detect(sample)
        .filter(|g| g.is_reliable() || letters.total() >= 200)
        .and_then(|g| code(g.lang()));
    match (guess, hint) {
        (Some(guess), Some(hint)) if letters.allows(hint) && akin(guess, hint) => {
            Some(hint.to_owned())
        }
        (Some(guess), _) => Some(guess.to_owned()),
        (None, hint) => hint.filter(|h| letters.allows(h)).map(ToOwned::to_owned),
    }
}

/// The language of an item that names its own; it is believed unless the letters speak against it.
pub(super) fn of_item(text: &str, named: &str) -> Option<String> {
    let letters = Letters::count(super::clean::cut_bytes(text, 20_000));
    match code_of_tag(named) {
        Some(code) if letters.allows(code) || letters.total() == 0 => Some(code.to_owned()),
        _ => language(text, None),
    }
}

/// `pt-BR` → `pt`; only codes of two letters are passed on.
fn code_of_tag(tag: &str) -> Option<&'static str> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let primary = match primary.as_str() {
        "in" => "id",
        "iw" => "he",
        "nn" | "no" => "nb",
        other => other,
    };
    CODES.iter().find(|c| **c == primary).copied()
}

const CODES: &[&str] = &[
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv", "mk", "ml",
    "mn", "mr", "ms", "my", "nb", "ne", "nl", "or", "pa", "pl", "ps", "pt", "ro", "ru", "rw", "si",
    "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "uk", "ur",
    "uz", "vi", "yi", "zh", "zu",
];

/// Languages that statistics mix up; the page's own word decides among them.
const KIN: &[&[&str]] = &[
    &["ru", "bg", "uk", "mk", "sr", "be"],
    &["tr", "az", "uz", "tk"],
    &["hr", "sr", "bs", "sl"],
    &["nb", "da", "sv"],
    &["cs", "sk"],
    &["es", "gl", "ca", "pt"],
    &["id", "ms"],
    &["nl", "af"],
    &["hi", "mr", "ne"],
    &["ar", "fa", "ur", "ps"],
    &["en", "tl"],
];

fn akin(a: &str, b: &str) -> bool {
    a == b || KIN.iter().any(|group| group.contains(&a) && group.contains(&b))
}

#[derive(Default)]
struct Letters {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    other: usize,
    /// `і ї є ґ`: Ukrainian, not Russian or Bulgarian.
    ukrainian: usize,
    /// `ы э ё`: Russian (or Belarusian), not Ukrainian or Bulgarian.
    russian: usize,
    /// `ў`: Belarusian.
    belarusian: usize,
    /// `ђ ћ љ њ џ ј`: Serbian or Macedonian.
    southern: usize,
    /// `ə`: Azerbaijani.
    azeri: usize,
    /// `پ چ ژ گ`: Persian (and Urdu).
    persian: usize,
    /// `ٹ ڈ ڑ ے`: Urdu.
    urdu: usize,
}

impl Letters {
    fn count(text: &str) -> Self {
        let mut n = Self::default();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            match c {
                'ə' | 'Ə' => (n.azeri, n.latin) = (n.azeri + 1, n.latin + 1),
                '\u{0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => n.latin += 1,
                '\u{400}'..='\u{52f}' => {
                    n.cyrillic += 1;
                    match c {
                        'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => n.ukrainian += 1,
                        'ы' | 'э' | 'ё' | 'Ы' | 'Э' | 'Ё' => n.russian += 1,
                        'ў' | 'Ў' => n.belarusian += 1,
                        'ђ' | 'ћ' | 'љ' | 'њ' | 'џ' | 'ј' | 'ѓ' | 'ќ' => n.southern += 1,
                        _ => {}
                    }
                }
                '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => {
                    n.arabic += 1;
                    match c {
                        'پ' | 'چ' | 'ژ' | 'گ' => n.persian += 1,
                        'ٹ' | 'ڈ' | 'ڑ' | 'ے' => n.urdu += 1,
                        _ => {}
                    }
                }
                '\u{3040}'..='\u{30ff}' => n.kana += 1,
                '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => n.han += 1,
                '\u{ac00}'..='\u{d7af}' => n.hangul += 1,
                _ => n.other += 1,
            }
        }
        n
    }

    fn total(&self) -> usize {
        let asian = self.han + self.kana + self.hangul;
        self.latin + self.cyrillic + self.arabic + asian + self.other
    }

    /// The language where the letters alone show it.
    fn by_script(&self) -> Option<&'static str> {
        let total = self.total();
        if total < 2 {
            return None;
        }
        let asian = self.han + self.kana + self.hangul;
        if asian * 10 > total * 3 {
            return Some(if self.hangul * 2 > asian {
                "ko"
            } else if self.kana * 20 > asian {
                "ja"
            } else {
                "zh"
            });
        }
        if total < LANGUAGE_LETTERS_MIN {
            return None;
        }
        if self.cyrillic * 10 > total * 6 {
            return self.cyrillic_language();
        }
        if self.azeri * 100 > self.latin && self.latin * 2 > total {
            return Some("az");
        }
        if self.arabic * 10 > total * 6 && self.persian * 200 < self.arabic && self.urdu == 0 {
            return Some("ar");
        }
        None
    }

    fn cyrillic_language(&self) -> Option<&'static str> {
        let share = |n: usize| n * 200 > self.cyrillic;
        if share(self.southern) {
            None
        } else if share(self.belarusian) {
            Some("be")
        } else if share(self.ukrainian) && !share(self.russian) {
            Some("uk")
        } else if share(self.russian) && !share(self.ukrainian) {
            Some("ru").filter(|_| self.other * 50 < self.cyrillic)
        } else {
            None
        }
    }

    /// True if a text in these letters can be in that language.
    fn allows(&self, code: &str) -> bool {
        let most = match code {
            "ru" | "uk" | "bg" | "mk" | "be" | "kk" | "ky" | "mn" | "tg" => self.cyrillic,
            "sr" | "uz" | "az" | "tk" => self.cyrillic.max(self.latin),
            "ar" | "fa" | "ur" | "ps" => self.arabic,
            "ku" => self.arabic.max(self.latin),
            "zh" | "ja" => self.han + self.kana,
            "ko" => self.hangul,
            "el" | "he" | "yi" | "hi" | "mr" | "ne" | "bn" | "gu" | "pa" | "ta" | "te" | "kn"
            | "ml" | "si" | "th" | "lo" | "my" | "km" | "ka" | "hy" | "am" | "or" => self.other,
            _ => self.latin,
        };
        most * 2 > self.total()
    }
}

/// ISO 639-1 for the detector's languages: `languages.tsv`.
fn code(lang: Lang) -> Option<&'static str> {
    let rows = include_str!("languages.tsv").lines();
    rows.filter_map(|row| row.split_once('\t')).find(|(long, _)| *long == lang.code()).map(|r| r.1)
}

#[cfg(test)]
mod tests {
    use super::language;

    fn of(text: &str, hint: Option<&str>) -> Option<String> {
        language(text, hint)
    }

    #[test]
    fn letters_decide_where_they_can() {
        assert_eq!(of("북한이 미사일을 발사했다", None).as_deref(), Some("ko"));
        assert_eq!(of("外交部发言人今天表示", Some("en")).as_deref(), Some("zh"));
        assert_eq!(of("政府は新しい方針を発表した", None).as_deref(), Some("ja"));
        let ukrainian =
            "Міністр заявив, що переговори тривають і їхній підсумок буде відомий у п'ятницю";
        assert_eq!(of(ukrainian, None).as_deref(), Some("uk"));
        let russian = "Министр заявил, что переговоры продолжаются, а их итог будет объявлен в пятницу, это важно";
        assert_eq!(of(russian, Some("bg")).as_deref(), Some("ru"));
    }

    #[test]
    fn short_texts_have_only_the_hint() {
        assert_eq!(of("Go on", None), None);
        assert_eq!(of("Go on", Some("en-GB")).as_deref(), Some("en"));
        assert_eq!(of("Go on", Some("ru")), None);
        assert_eq!(of("", Some("en")), None);
    }

    #[test]
    fn the_hint_decides_among_kin_only() {
        let spanish = "El ministro de Asuntos Exteriores dijo el lunes que las negociaciones continuarán esta semana en la capital, según un comunicado oficial.";
        assert_eq!(of(spanish, Some("en")).as_deref(), Some("es"));
        assert_eq!(of(spanish, Some("es-MX")).as_deref(), Some("es"));
    }
}
