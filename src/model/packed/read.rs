//! Packed mentions taken apart, without a copy of their texts.

use super::{ABSENT, EARLIER, LAYOUT, NEW, WORDS};
use crate::model::{Kind, Span};

/// The mentions of a document as they lie in the corpus: numbers of texts that each stand there
/// once.
#[derive(Debug)]
pub struct PackedMentions<'a> {
    pub(super) text: &'a str,
    mentions: Vec<PackedMention>,
    lists: Vec<Term>,
    texts: Vec<&'a str>,
}

/// A text of a mention: none, its words, or one of [`PackedMentions::texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term(u32);

/// A list of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    start: u32,
    end: u32,
}

/// A mention whose texts are numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedMention {
    /// Where.
    pub span: Span,
    /// What.
    pub value: PackedValue,
}

/// The fields of [`Value`](crate::model::Value) with numbers in the place of texts.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the nouns")]
pub enum PackedValue {
    /// An [`EntityTag`](crate::model::EntityTag).
    Entity {
        label: Term,
        canonical: Term,
        entity: Term,
        metonym: Term,
        candidates: Terms,
        confidence: f32,
    },
    /// A [`Money`](crate::model::Money).
    Money { min: Term, max: Term, currency: Term, candidates: Terms, modifier: Term, per: Term },
    /// A [`Moment`](crate::model::Moment).
    Date {
        moment_type: Term,
        value: Term,
        modifier: Term,
        start: Term,
        end: Term,
        candidates: Terms,
    },
    /// A [`Quantity`](crate::model::Quantity); `si` is least, most and unit.
    Quantity {
        quantity_type: Term,
        min: Term,
        max: Term,
        unit: Term,
        modifier: Term,
        si: Option<[Term; 3]>,
    },
    /// A [`Quote`](crate::model::Quote).
    Quote { speaker: Term, speaker_span: Option<Span>, cue: Term, quote_type: Term },
    /// An [`Indicator`](crate::model::Indicator).
    Indicator { indicator_kind: Term, value: Term },
}

impl PackedValue {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Entity { .. } => Kind::Entity,
            Self::Money { .. } => Kind::Money,
            Self::Date { .. } => Kind::Date,
            Self::Quantity { .. } => Kind::Quantity,
            Self::Quote { .. } => Kind::Quote,
            Self::Indicator { .. } => Kind::Indicator,
        }
    }
}

impl Term {
    /// True if it is the words of the mention.
    pub fn is_words(self) -> bool {
        u64::from(self.0) == WORDS
    }

    /// Its place among the texts, if it is one of those.
    pub fn place(self) -> Option<usize> {
        self.0.checked_sub(EARLIER as u32).map(|n| n as usize)
    }
}

impl<'a> PackedMentions<'a> {
    /// The mentions in `packed`, which were found in `text`; `None` if it is no such value.
    pub fn read(text: &'a str, packed: &'a [u8]) -> Option<Self> {
        let mut reader = Reader { rest: packed, lists: Vec::new(), texts: Vec::new() };
        if reader.byte()? != LAYOUT {
            return None;
        }
        // A mention takes more than a byte.
        let count = usize::try_from(reader.number()?).ok()?.min(packed.len());
        reader.texts.reserve(2 * count);
        let mut mentions = Vec::with_capacity(count);
        let mut before = 0_i64;
        for _ in 0..count {
            before = before.checked_add(reader.signed()?)?;
            let start = usize::try_from(before).ok()?;
            let end = start.checked_add(usize::try_from(reader.number()?).ok()?)?;
            if !(text.is_char_boundary(start) && text.is_char_boundary(end)) {
                return None;
            }
            mentions.push(PackedMention { span: Span::new(start, end), value: reader.value()? });
        }
        let Reader { rest, lists, texts } = reader;
        rest.is_empty().then_some(Self { text, mentions, lists, texts })
    }

    /// The mentions, in their order.
    pub fn mentions(&self) -> &[PackedMention] {
        &self.mentions
    }

    /// The texts that mentions name, each once.
    pub fn texts(&self) -> &[&'a str] {
        &self.texts
    }

    /// A list of texts.
    pub fn list(&self, list: Terms) -> &[Term] {
        self.lists.get(list.start as usize..list.end as usize).unwrap_or_default()
    }

    /// The text that a mention at `span` means by a term.
    pub fn term(&self, span: Span, term: Term) -> Option<&'a str> {
        match term.place() {
            Some(place) => self.texts.get(place).copied(),
            None => term.is_words().then(|| span.of(self.text)),
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    lists: Vec<Term>,
    texts: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    #[inline]
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(byte)
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    #[inline]
    fn number(&mut self) -> Option<u64> {
        match self.byte()? {
            byte @ 0..0x80 => Some(u64::from(byte)),
            byte => self.longer(byte),
        }
    }

    /// A number of more than one byte.
    fn longer(&mut self, first: u8) -> Option<u64> {
        let mut number = u64::from(first & 0x7f);
        for shift in (7..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }

    fn offset(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    #[inline]
    fn optional(&mut self) -> Option<Term> {
        match self.number()? {
            NEW => self.new_text(),
            known => (known < EARLIER + self.texts.len() as u64).then_some(Term(known as u32)),
        }
    }

    fn new_text(&mut self) -> Option<Term> {
        let length = usize::try_from(self.number()?).ok()?;
        let text = str::from_utf8(self.bytes(length)?).ok()?;
        self.texts.push(text);
        Some(Term(EARLIER as u32 + (self.texts.len() - 1) as u32))
    }

    /// A text that may not be absent.
    #[inline]
    fn text(&mut self) -> Option<Term> {
        self.optional().filter(|term| u64::from(term.0) != ABSENT)
    }

    fn texts(&mut self) -> Option<Terms> {
        let start = self.lists.len() as u32;
        for _ in 0..self.number()? {
            let term = self.text()?;
            self.lists.push(term);
        }
        Some(Terms { start, end: self.lists.len() as u32 })
    }

    fn value(&mut self) -> Option<PackedValue> {
        Some(match self.byte()? {
            b'e' => PackedValue::Entity {
                label: self.text()?,
                canonical: self.text()?,
                entity: self.optional()?,
                metonym: self.optional()?,
                candidates: self.texts()?,
                confidence: f32::from_le_bytes(self.bytes(4)?.try_into().ok()?),
            },
            b'm' => PackedValue::Money {
                min: self.optional()?,
                max: self.optional()?,
                currency: self.optional()?,
                candidates: self.texts()?,
                modifier: self.text()?,
                per: self.optional()?,
            },
            b'd' => PackedValue::Date {
                moment_type: self.text()?,
                value: self.text()?,
                modifier: self.optional()?,
                start: self.optional()?,
                end: self.optional()?,
                candidates: self.texts()?,
            },
            b'n' => PackedValue::Quantity {
                quantity_type: self.text()?,
                min: self.optional()?,
                max: self.optional()?,
                unit: self.optional()?,
                modifier: self.text()?,
                si: match self.number()? {
                    0 => None,
                    _ => Some([self.optional()?, self.optional()?, self.text()?]),
                },
            },
            b'q' => PackedValue::Quote {
                speaker: self.optional()?,
                speaker_span: match self.number()? {
                    0 => None,
                    _ => Some(Span { start: self.offset()?, end: self.offset()? }),
                },
                cue: self.optional()?,
                quote_type: self.text()?,
            },
            b'i' => PackedValue::Indicator { indicator_kind: self.text()?, value: self.text()? },
            _ => return None,
        })
    }
}
