//! One amount: a figure with its currency before or after it, subunits included.

use rust_decimal::Decimal;

use super::rate;
use super::tender::{Form, Tender, is_code, members, names};
use crate::tag::Layer;
use crate::tag::number::modifiers::Modifiers;
use crate::tag::number::phrases::Phrases;
use crate::tag::number::{Lexicon, Number, NumberKind, figure, inside_code, parse_with};
use crate::text::Class;

/// Figures from here on show by their size that a weak name means money.
const LARGE: Decimal = Decimal::ONE_THOUSAND;

/// How far a word of paying may stand from a figure. Tokens.
const MONEY_REACH: usize = 12;

/// Words that speak of paying.
const MONEY_WORDS: &[&str] = &[
    "£", "bill", "bills", "bought", "buy", "cash", "charge", "charged", "cheque", "cost",
    "costing", "costs", "donated", "earn", "earned", "earns", "fare", "fee", "fees", "fine",
    "fined", "invested", "money", "note", "notes", "owed", "paid", "pay", "paying", "pays",
    "pence", "penalty", "price", "priced", "prices", "profit", "rent", "salary", "sell", "sells",
    "sold", "spend", "spending", "spent", "sterling", "ticket", "tickets", "wage", "wages",
    "worth",
];

/// Words before "a dollar" that make it an amount.
const BEFORE_LONE: &[&str] = &[
    "about", "above", "almost", "at", "barely", "below", "charge", "charged", "charges", "cost",
    "costing", "costs", "earn", "earned", "earning", "earns", "exactly", "for", "just", "least",
    "most", "nearly", "only", "over", "paid", "pay", "paying", "pays", "spend", "spent", "than",
    "under", "worth",
];

/// Words after "a dollar" that leave it an amount.
const AFTER_LONE: &[&str] = &[
    "a", "an", "and", "apiece", "as", "at", "but", "by", "each", "for", "from", "if", "in", "less",
    "more", "of", "on", "or", "per", "so", "to", "when", "while", "with",
];

/// Words that speak of weight.
const WEIGHT_WORDS: &[&str] = &[
    "heavy",
    "kg",
    "kilogram",
    "kilograms",
    "kilos",
    "lb",
    "lbs",
    "ounce",
    "ounces",
    "ton",
    "tonne",
    "tonnes",
    "tons",
    "weigh",
    "weighed",
    "weighing",
    "weighs",
    "weight",
];

/// Scales from here on leave no doubt.
const SCALE_SURE: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Particles that may follow a one-letter Korean currency name.
const PARTICLES: &[&str] = &[
    "을", "를", "이", "가", "은", "는", "의", "에", "로", "으로", "과", "와", "도", "만", "까지",
    "부터", "에서", "짜리", "어치", "씩", "대", "대의", "대에", "에는", "이다", "이며", "이나",
    "규모", "상당",
];

/// What the grammar needs to read a text.
#[derive(Debug)]
pub(super) struct Grammar<'a, 't> {
    pub(super) layer: &'a Layer<'t>,
    pub(super) lexicon: &'static Lexicon,
    pub(super) names: &'static Phrases<Tender>,
    modifiers: &'static Modifiers,
    /// Currency names may carry endings (Korean particles, Turkish cases).
    endings: bool,
}

/// A figure, with its currency if one stands at it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) end_byte: u32,
    /// In major units once a tender is known.
    pub(super) value: Decimal,
    /// The last scale of the figure, 1 without one.
    pub(super) scale: Decimal,
    pub(super) vague: bool,
    pub(super) tender: Option<Tender>,
    /// The currency stands before the figure.
    pub(super) prefixed: bool,
}

impl<'a, 't> Grammar<'a, 't> {
    pub(super) fn new(layer: &'a Layer<'t>, language: &str) -> Self {
        Self {
            layer,
            lexicon: Lexicon::of(language),
            names: names(language),
            modifiers: Modifiers::of(language),
            endings: matches!(language, "ko" | "tr"),
        }
    }

    /// False if neither a currency nor a number begins at token `index`.
    pub(super) fn may_begin(&self, index: usize) -> bool {
        self.endings
            || self.names.may_have(self.layer, index)
            || self.lexicon.may_begin(self.layer, index)
    }

    /// The figure that starts at token `index`, with its currency if there is one.
    pub(super) fn side(&self, index: usize) -> Option<Side> {
        self.prefixed(index).or_else(|| self.suffixed(index)).or_else(|| self.lone(index))
    }

    /// "a dollar", where the words around it speak of an amount: "cost a dollar", "a dollar a day",
    /// "a dollar and 42 cents". A dollar sign, a dollar bond or "19 to a dollar" is none.
    fn lone(&self, index: usize) -> Option<Side> {
        if !matches!(self.layer.lower(index), "a" | "an") {
            return None;
        }
        let (end, end_byte, tender) = self.name(index + 1)?;
        if tender.form != Form::Name || tender.weak || tender.factor > Some(Decimal::ONE) {
            return None;
        }
        let mut side = Side {
            start: index,
            end,
            end_byte,
            value: Decimal::ONE,
            scale: Decimal::ONE,
            vague: false,
            tender: Some(tender),
            prefixed: false,
        };
        own_scale(&mut side, &tender)?;
        self.minor_part(&mut side, &tender);
        let whole = index == 0 && side.end == self.layer.len();
        let next = self.layer.lower(side.end);
        let free = self.layer.class(side.end) != Some(Class::Word) || AFTER_LONE.contains(&next);
        let before = index.checked_sub(1).map_or("", |i| self.layer.lower(i));
        let rate = rate::per(self.layer, side.end).is_some();
        let told = side.end > end || rate || BEFORE_LONE.contains(&before);
        (whole || free && next != "-" && told).then_some(side)
    }

    /// A currency name at token `index`: `(index past it, byte past it, name)`.
    pub(super) fn name(&self, index: usize) -> Option<(usize, u32, Tender)> {
        let token = self.layer.get(index)?;
        if let Some((end, tender)) = self.names.find(self.layer, index) {
            let byte = self.layer.get(end - 1).map_or(0, |t| t.span.end);
            return self.written_right(index, end, tender).then_some((end, byte, *tender));
        }
        if !self.endings || token.class != Class::Word {
            return None;
        }
        if let Some((end, len, tender)) = self.names.find_with_ending(self.layer, index) {
            let start = self.layer.get(end - 1)?.span.start;
            return Some((end, start + len as u32, *tender));
        }
        let (len, tender) = self.glued_name(self.layer.lower(index))?;
        Some((index + 1, token.span.start + len as u32, tender))
    }

    /// Codes and letter signs want their capitals, and the parts of a sign stand together (`A$`,
    /// not `a $`).
    fn written_right(&self, index: usize, end: usize, tender: &Tender) -> bool {
        let surface = self.layer.surface(index);
        match tender.form {
            Form::Name => true,
            Form::Code => is_code(surface),
            Form::Symbol => {
                let apart = (index + 1..end).any(|i| self.layer.get(i).is_some_and(|t| t.spaced));
                let lower = surface.chars().all(|c| c.is_ascii_lowercase());
                if apart { surface.len() > 1 && !lower } else { !lower || is_small_sign(surface) }
            }
        }
    }

    /// A currency name that begins a word and is followed by nothing but an ending.
    fn glued_name(&self, word: &str) -> Option<(usize, Tender)> {
        let (len, tender) = self.names.prefix(word)?;
        let rest = word.get(len..)?;
        let short = word.get(..len)?.chars().count() == 1;
        let fits = rest.is_empty()
            || (short && PARTICLES.contains(&rest))
            || (!short && rest.chars().count() <= 4 && tender.form == Form::Name);
        fits.then_some((len, *tender))
    }

    /// `$5 million`, `RM50,000`, `Rs 4,276 crore`, `US$4.7 billion dollars`.
    fn prefixed(&self, index: usize) -> Option<Side> {
        let (at, _, tender) = self.name(index)?;
        if tender.is_minor() || (tender.form == Form::Name && !self.may_lead(index, at, &tender)) {
            return None;
        }
        let token = self.layer.get(at)?;
        if !matches!(token.class, Class::Number) && !token_leads(self.layer, at) {
            return None;
        }
        let number = parse_with(self.layer, at, self.lexicon, true)?;
        if number.ordinal || number.is_glued(self.layer) && tender.form != Form::Symbol {
            return None;
        }
        let glued = !token.spaced;
        if tender.weak
            && !(shows_money(self.layer, at, &number) && (glued || tender.form == Form::Code))
        {
            return None;
        }
        if tender.form == Form::Name && is_year(self.layer, at, &number) {
            return None;
        }
        let mut side = at_figure(index, &number);
        side.value = self.grouped(at, &number).unwrap_or(number.value);
        side.tender = Some(tender);
        side.prefixed = true;
        own_scale(&mut side, &tender)?;
        self.repeated_name(&mut side, &tender);
        self.minor_part(&mut side, &tender);
        Some(side)
    }

    /// `$10,000` in a language of decimal commas: money has no thousandths, so the comma groups.
    fn grouped(&self, at: usize, number: &Number) -> Option<Decimal> {
        let (head, tail) = self.layer.surface(at).split_once(',')?;
        let plain = number.kind == NumberKind::Figures && number.end == at + 1;
        let groups = tail.len() == 3 && !head.is_empty() && !head.starts_with('0');
        if self.lexicon.comma && plain && groups {
            figure(self.layer.surface(at), false)
        } else {
            None
        }
    }

    /// May a word stand before its figure? Long names may ("malaysian ringgit 42"), and words of
    /// scripts without spaces.
    fn may_lead(&self, index: usize, at: usize, tender: &Tender) -> bool {
        let ideograph = self.layer.class(index) == Some(Class::Ideograph);
        let leads = self.layer.class(at) == Some(Class::Number);
        // "dollar 22.5 million": the scale shows that the figure is no year and no rate.
        let scaled = leads && self.lexicon.scale_word(self.layer, at + 1).is_some();
        !tender.weak && (ideograph && at - index > 1 || tender.long && leads || scaled)
    }

    /// `5 dollars`, `100 billion-dong`, `75 USD million`, `millions of ringgit`; a bare figure when
    /// no name follows.
    fn suffixed(&self, index: usize) -> Option<Side> {
        if inside_code(self.layer, index) {
            return None;
        }
        let number = parse_with(self.layer, index, self.lexicon, true)?;
        let mut side = at_figure(index, &number);
        if number.ordinal {
            return None;
        }
        if number.is_glued(self.layer) {
            return self.tail(side, &number);
        }
        let Some((end, byte, tender)) = self.name_after(&number) else { return Some(side) };
        if !self.fits(index, &number, &tender, end) {
            return Some(side);
        }
        (side.end, side.end_byte, side.tender) = (end, byte, Some(tender));
        self.scale_after_code(&mut side, &tender);
        own_scale(&mut side, &tender)?;
        self.repeated_name(&mut side, &tender);
        self.minor_part(&mut side, &tender);
        Some(side)
    }

    /// A currency glued to the figure inside one token: 만원을.
    fn tail(&self, mut side: Side, number: &Number) -> Option<Side> {
        let token = self.layer.get(number.end - 1)?;
        let at = (number.end_byte - token.span.start) as usize;
        let (len, tender) = self.glued_name(self.layer.lower(number.end - 1).get(at..)?)?;
        if number.value < Decimal::TEN && len <= 3 {
            return None;
        }
        side.end_byte += len as u32;
        side.tender = Some(tender);
        own_scale(&mut side, &tender)?;
        self.minor_part(&mut side, &tender);
        Some(side)
    }

    /// The name after a figure, over a hyphen ("one-yen") or an "of" that large or vague figures
    /// take.
    fn name_after(&self, number: &Number) -> Option<(usize, u32, Tender)> {
        let mut at = number.end;
        let spaced = self.layer.get(at)?.spaced;
        if !spaced && matches!(self.layer.surface(at), "-" | "‐" | "‑") {
            at += 1;
            if self.layer.get(at)?.spaced {
                return None;
            }
        } else if (number.vague || number.scale > Decimal::ONE) && is_of(self.layer.lower(at)) {
            at += 1;
            // French elision: "millions d'euros".
            if self.layer.lower(at) == "'" {
                at += 1;
            }
        }
        self.name(at)
    }

    /// Does the name after a figure mean money here?
    fn fits(&self, index: usize, number: &Number, tender: &Tender, end: usize) -> bool {
        let glued = self.layer.get(number.end).is_some_and(|t| !t.spaced);
        // `5 $100 bills`: the sign belongs to the figure after it.
        if tender.form != Form::Name && self.leads_next(number.end, end) {
            return false;
        }
        if number.vague && tender.is_minor() && tender.weak {
            return false;
        }
        if tender.is_minor() && tender.weak {
            // 40C is no money.
            let small = self.layer.surface(number.end).chars().all(|c| !c.is_uppercase());
            return glued
                && small
                && self.layer.class(index) == Some(Class::Number)
                && number.scale == Decimal::ONE;
        }
        if tender.form == Form::Name && is_verb(self.layer, end, tender) {
            return false;
        }
        if !tender.weak || tender.form == Form::Code || number.scale >= SCALE_SURE {
            return true;
        }
        if number.vague && number.scale < LARGE {
            // "hundreds of pounds" weigh as often as they buy.
            return number.scale > Decimal::ONE && self.near(index, end, MONEY_WORDS);
        }
        if number.vague {
            return true;
        }
        (shows_money(self.layer, index, number) || self.speaks_of_money(index, end))
            && !self.near(index, end, WEIGHT_WORDS)
    }

    /// Does the sentence speak of paying? Settles small figures of names that also mean something
    /// else ("ten pounds").
    fn speaks_of_money(&self, index: usize, end: usize) -> bool {
        let layer = self.layer;
        if matches!(layer.lower(end), "of" | "-" | "per" | "and")
            || end == layer.len() && self.begins(index)
        {
            return self.begins(index) && end == layer.len();
        }
        self.near(index, end, MONEY_WORDS)
    }

    /// The figure at token `index` is the first thing of the text, but for what bounds it.
    fn begins(&self, index: usize) -> bool {
        let bound = self.modifiers.words_before(self.layer, index);
        index == 0 || bound.is_some_and(|(first, ..)| first == 0)
    }

    /// Does one of the words stand near tokens `index..end`, in their sentence?
    fn near(&self, index: usize, end: usize, words: &[&str]) -> bool {
        let sentence = self.layer.sentences.get(self.layer.sentence_of(index));
        let (from, to) = sentence.map_or((index, end), |s| (s.0 as usize, s.1 as usize));
        let mut near = index.saturating_sub(MONEY_REACH).max(from)..(end + MONEY_REACH).min(to);
        near.any(|i| words.contains(&self.layer.lower(i)))
    }

    /// True if a figure sticks to the end of a sign, or follows it while the sign is apart from the
    /// figure before.
    fn leads_next(&self, sign: usize, end: usize) -> bool {
        let Some(next) = self.layer.get(end) else { return false };
        let apart = self.layer.get(sign).is_some_and(|t| t.spaced);
        next.class == Class::Number && !next.spaced && apart
    }

    /// `75 USD million`.
    fn scale_after_code(&self, side: &mut Side, tender: &Tender) {
        if tender.form == Form::Name || side.scale > Decimal::ONE {
            return;
        }
        let Some(scale) = self.lexicon.scale_word(self.layer, side.end) else { return };
        if let Some(value) = side.value.checked_mul(scale) {
            (side.value, side.scale) = (value, scale);
            side.end += 1;
            side.end_byte = self.layer.get(side.end - 1).map_or(side.end_byte, |t| t.span.end);
        }
    }

    /// The same currency named again: `$1 billion dollars`, `$5 US`, `人民币50元`.
    fn repeated_name(&self, side: &mut Side, tender: &Tender) {
        let Some(next) = self.layer.get(side.end) else { return };
        let bracket = next.span.of(self.layer.text) == "(";
        let at = side.end + usize::from(bracket);
        let Some((end, byte, again)) = self.name(at) else { return };
        if again.is_minor() || again.weak && again.form != Form::Name || self.leads_next(at, end) {
            return;
        }
        let (Some(first), Some(second)) = (members(tender), members(&again)) else { return };
        let wide = first.codes.len() >= second.codes.len();
        let shared = second.codes.iter().any(|c| first.codes.contains(c));
        // A second sign starts the next amount: "5 $ 6 $"; codes and words may repeat a sign.
        let repeats = again.form != Form::Symbol && (side.prefixed || tender.form == Form::Symbol);
        let closed = !bracket || self.layer.surface(end) == ")";
        let free = self.layer.class(end) != Some(Class::Number);
        if !shared || !repeats || !closed || !free {
            return;
        }
        if !bracket {
            (side.end, side.end_byte) = (end, byte);
        }
        if wide {
            side.tender = Some(again);
        }
    }
}

/// Letter signs that are written small.
fn is_small_sign(surface: &str) -> bool {
    matches!(
        surface,
        "dlrs" | "dlr" | "rs" | "kr" | "zl" | "dol" | "dols" | "pts" | "ptas" | "us" | "u.s." | "u"
    ) || surface.len() == 3
}

fn at_figure(start: usize, number: &Number) -> Side {
    Side {
        start,
        end: number.end,
        end_byte: number.end_byte,
        value: number.value,
        scale: number.scale,
        vague: number.vague,
        tender: None,
        prefixed: false,
    }
}

/// Subunits and `MEUR` carry a factor.
fn own_scale(side: &mut Side, tender: &Tender) -> Option<()> {
    if let Some(factor) = tender.factor {
        side.value = side.value.checked_mul(factor)?;
    }
    Some(())
}

/// Words that begin a number but are no figures, before which a sign may stand.
fn token_leads(layer: &Layer<'_>, index: usize) -> bool {
    matches!(layer.class(index), Some(Class::Ideograph | Class::Word | Class::Symbol))
}

/// "of" before a currency, in the languages of the tables.
fn is_of(word: &str) -> bool {
    matches!(word, "of" | "de" | "d" | "di" | "d'" | "of'" | "von" | "من")
}

/// Does the figure look like money beside a name that also means something else?
fn shows_money(layer: &Layer<'_>, index: usize, number: &Number) -> bool {
    let surface = layer.surface(index);
    number.scale >= LARGE
        || number.value.abs() >= LARGE && !is_year(layer, index, number)
        || surface.contains(',') && surface.len() > 4
}

/// Four plain figures that read as a year.
fn is_year(layer: &Layer<'_>, index: usize, number: &Number) -> bool {
    let surface = layer.surface(index);
    number.end == index + 1
        && surface.len() == 4
        && (surface.starts_with("19") || surface.starts_with("20"))
        && surface.bytes().all(|b| b.is_ascii_digit())
}

/// "5 won the race": the name is a verb when an article or possessive follows.
fn is_verb(layer: &Layer<'_>, end: usize, tender: &Tender) -> bool {
    tender.weak
        && matches!(
            layer.lower(end),
            "the"
                | "a"
                | "an"
                | "his"
                | "her"
                | "their"
                | "its"
                | "by"
                | "election"
                | "gold"
                | "silver"
                | "bronze"
        )
}
