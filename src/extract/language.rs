//! The language of a text.
//!
//! Statistics are weak on short texts, so the script decides first where it can, then the commonest
//! words (those of the language that the page names, or plainly those of one), and whatlang's guess
//! only where it calls itself reliable or the text is long.

use whatlang::Lang;

use super::function_words::Commonest;
use crate::limits::LANGUAGE_LETTERS_MIN;

/// ISO 639-1 code of `text`; `hint` is what the page says of itself. `None` when unsure.
pub(super) fn language(text: &str, hint: Option<&str>) -> Option<String> {
    let hint = hint.and_then(code_of_tag);
    let sample = middle(text);
    let letters = Letters::count(sample);
    if let Some(code) = letters.by_script() {
        return Some(code.to_owned());
    }
    let hint = hint.filter(|h| letters.allows(h));
    let common = Commonest::count(sample);
    let borne_out = hint.filter(|h| common.bear_out(h));
    // Common words are no way to tell a language from kin that has no row of its own.
    let plain = || common.plainly().filter(|code| *code == "en" || !has_kin(code));
    if let Some(code) = borne_out.or_else(plain) {
        return Some(code.to_owned());
    }
    let guess = match guess(sample, letters.total(), hint) {
        Guess::Is(code) => Some(code),
        Guess::Unsure => None,
        Guess::Strange => return hint.filter(|h| !is_detected(h)).map(ToOwned::to_owned),
    };
    let own = hint.filter(|h| guess.is_none_or(|g| akin(g, h)));
    own.or(guess).map(ToOwned::to_owned)
}

/// Bytes of a text that its language is told by.
const SAMPLE_BYTES: usize = 2_400;
/// Letters from which an unreliable guess is better than none, if the page names no language.
const LONG_LETTERS: usize = 200;

/// A part of `text` from its middle, where least is boilerplate.
fn middle(text: &str) -> &str {
    let from = text.len().saturating_sub(SAMPLE_BYTES) / 2;
    let head = super::clean::cut_bytes(text, from).len();
    super::clean::cut_bytes(text.get(head..).unwrap_or(text), SAMPLE_BYTES)
}

enum Guess {
    Is(&'static str),
    /// Surely none of the languages that news is widely published in.
    Strange,
    Unsure,
}

/// What statistics say. A language that hardly any news is published in is but a false friend of
/// another, unless the page names it.
fn guess(sample: &str, letters: usize, hint: Option<&str>) -> Guess {
    if letters < LANGUAGE_LETTERS_MIN {
        return Guess::Unsure;
    }
    let Some(info) = whatlang::detect(sample) else { return Guess::Unsure };
    let Some(row) = Row::of(info.lang()) else { return Guess::Unsure };
    let long = letters >= LONG_LETTERS;
    let believed = match row.trust {
        "" => info.is_reliable() || (long && hint.is_none_or(|h| akin(h, row.code))),
        "sure" => hint == Some(row.code) || (long && info.is_reliable()),
        _ => hint == Some(row.code),
    };
    if believed {
        return Guess::Is(row.code);
    }
    if row.trust.is_empty() {
        return Guess::Unsure;
    }
    if long && info.is_reliable() {
        return Guess::Strange;
    }
    let wide = rows().filter(|r| r.trust.is_empty()).filter_map(|r| Lang::from_code(r.long));
    let next = whatlang::Detector::with_allowlist(wide.collect()).detect(sample);
    let next = next.filter(whatlang::Info::is_reliable).and_then(|i| Row::of(i.lang()));
    next.map_or(Guess::Unsure, |row| Guess::Is(row.code))
}

/// Letters of a paragraph from which statistics are asked for its language.
const PARAGRAPH_LETTERS: usize = 100;
/// Letters of a paragraph whose script alone tells its language; East Asian ones say more.
const SCRIPT_LETTERS: (usize, usize) = (40, 12);

/// The language of a paragraph in a document of that language; `None` when unsure. Short texts
/// and names mislead statistics: both halves must agree, and kin of the document's language count
/// as the same.
pub(super) fn of_paragraph(text: &str, document: Option<&str>) -> Option<String> {
    let sample = middle(text);
    let letters = Letters::count(sample);
    let asian = letters.han + letters.kana + letters.hangul;
    if letters.total() < SCRIPT_LETTERS.0 && asian < SCRIPT_LETTERS.1 {
        return None;
    }
    let same = |code: &str| document.filter(|own| akin(own, code)).unwrap_or(code).to_owned();
    if let Some(code) = letters.by_script() {
        return Some(code).filter(|code| letters.allows(code)).map(same);
    }
    if letters.total() < PARAGRAPH_LETTERS {
        return None;
    }
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    let row = Row::of(info.lang()).filter(|row| row.trust.is_empty())?;
    let head = super::clean::cut_bytes(sample, sample.len() / 2);
    let tail = sample.get(head.len()..).unwrap_or_default();
    let wide = rows().filter(|r| r.trust.is_empty()).filter_map(|r| Lang::from_code(r.long));
    let wide = whatlang::Detector::with_allowlist(wide.collect());
    let agrees = |half: &str| {
        let code = wide.detect(half).and_then(|info| Row::of(info.lang()));
        code.is_some_and(|half| akin(half.code, row.code))
    };
    (agrees(head) && agrees(tail)).then(|| same(row.code))
}

/// The language of an item that names its own; it is believed unless the letters speak against it.
pub(super) fn of_item(text: &str, named: &str) -> Option<String> {
    let letters = Letters::count(middle(text));
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
    "af", "ak", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en",
    "eo", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy",
    "id", "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv",
    "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "or", "pa", "pl", "ps", "pt", "ro", "ru",
    "rw", "si", "sk", "sl", "sn", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl",
    "tr", "uk", "ur", "uz", "vi", "yi", "zh", "zu",
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

fn has_kin(code: &str) -> bool {
    KIN.iter().any(|group| group.contains(&code))
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
        let mut n =
            Self { latin: text.bytes().filter(u8::is_ascii_alphabetic).count(), ..Self::default() };
        if text.is_ascii() {
            return n;
        }
        for c in text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()) {
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

/// A language the detector knows: a line of `languages.tsv`.
struct Row {
    /// ISO 639-3.
    long: &'static str,
    /// ISO 639-1.
    code: &'static str,
    /// When a guess of it is believed: always, if `sure`, or only if `named` by the page.
    trust: &'static str,
}

impl Row {
    fn of(lang: Lang) -> Option<Self> {
        rows().find(|row| row.long == lang.code())
    }
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("languages.tsv").lines().filter(|l| !l.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Row {
            long: cells.next()?,
            code: cells.next()?,
            trust: cells.next().unwrap_or_default(),
        })
    })
}

/// True if the detector knows the language.
fn is_detected(code: &str) -> bool {
    rows().any(|row| row.code == code)
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
    fn false_friends_are_not_believed() {
        let filler = "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor \
                      incididunt ut labore et dolore magna aliqua. Ut enim ad minim veniam, quis \
                      nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.";
        assert_eq!(of(filler, None), None);
        assert_eq!(of(filler, Some("la")).as_deref(), Some("la"));
        let english = "The council approved the plan on Monday. ".repeat(100);
        let mixed = format!("{}{english}{}", "Ett avtal. ".repeat(50), "Ein Vertrag. ".repeat(50));
        assert_eq!(of(&mixed, None).as_deref(), Some("en"));
    }

    #[test]
    fn the_hint_decides_among_kin_only() {
        let spanish = "El ministro de Asuntos Exteriores dijo el lunes que las negociaciones continuarán esta semana en la capital, según un comunicado oficial.";
        assert_eq!(of(spanish, Some("en")).as_deref(), Some("es"));
        assert_eq!(of(spanish, Some("es-MX")).as_deref(), Some("es"));
    }
}
