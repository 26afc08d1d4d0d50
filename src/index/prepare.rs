//! A stored document → what the index keeps of it. Pure; runs in worker threads.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::analyze::{Sink, analyze};
use super::fold::fold_name;
use super::keys::{host, host_and_parents, normal_url};
use super::lexicon::{Draft, Lexicon, Numbers};
use super::schema::FIELDS;
use crate::limits::NEAR_DISTANCE_MAX;
use crate::model::stamp::days_from_epoch;
use crate::model::{Mention, Moment, Money, Span, StoredDocument, Value};

/// A document ready for [`Writer::add`](super::Writer::add); made by [`prepare`], cheap to send.
#[derive(Debug, Clone)]
pub struct IndexDocument {
    pub(super) sequence: u64,
    pub(super) media: String,
    pub(super) terms: Terms,
    /// Words of the bylines with their positions.
    pub(super) authors: Vec<(u32, String)>,
    /// Terms that stand for a whole field.
    pub(super) names: Vec<(Field, Vec<u8>)>,
    /// Numbers for sorting and counting.
    pub(super) numbers: TantivyDocument,
}

/// Words and tags of a document: numbers of entries of a lexicon.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) lexicon: Arc<Lexicon>,
    /// One entry a position.
    pub(super) text: Vec<u32>,
    /// The same; the first stands [`TITLE_GAP`] positions after the text.
    pub(super) title: Vec<u32>,
    /// Position and entry, in order.
    pub(super) tags: Vec<(u32, u32)>,
}

impl IndexDocument {
    /// The document's sequence number in the corpus.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The media type it was captured as; empty where unknown.
    pub fn media(&self) -> &str {
        &self.media
    }

    /// About how much memory its words take. Bytes.
    pub(super) fn bytes(&self) -> usize {
        (self.terms.text.len() + self.terms.title.len() + self.terms.tags.len() * 2)
            * size_of::<u32>()
    }

    /// Names a document that was prepared before it was stored.
    pub fn identify(&mut self, sequence: u64, id: &str) {
        self.sequence = sequence;
        self.numbers.add_u64(FIELDS.sequence, sequence);
        self.names.push((FIELDS.sequence, sequence.to_be_bytes().to_vec()));
        self.name(FIELDS.id, id);
    }

    fn name(&mut self, field: Field, name: &str) {
        self.names.push((field, name.as_bytes().to_vec()));
    }
}

/// Positions between the text and the title after it: more than any NEAR reaches.
pub(super) const TITLE_GAP: u32 = NEAR_DISTANCE_MAX * 2 + 2;

/// Analyses a stored document.
pub fn prepare(stored: &StoredDocument) -> IndexDocument {
    let mut prepared = prepare_unnamed(stored);
    prepared.identify(stored.sequence, &stored.id);
    prepared
}

/// [`prepare`] for a document whose sequence number and id are not known yet: see
/// [`IndexDocument::identify`].
pub fn prepare_unnamed(stored: &StoredDocument) -> IndexDocument {
    let f = &*FIELDS;
    let document = &stored.document;
    let language = document.language.as_deref().unwrap_or("");
    let mut prepared = IndexDocument {
        sequence: 0,
        media: stored.capture.media.clone(),
        terms: terms(stored, language),
        authors: author_words(&document.author),
        names: Vec::with_capacity(8),
        numbers: TantivyDocument::with_capacity(64),
    };
    prepared.name(f.url, &normal_url(&document.url));
    prepared.name(f.lang, if language.is_empty() { "und" } else { language });
    let host = host(&document.url);
    for name in host_and_parents(&host) {
        prepared.name(f.site, name);
    }
    if let Some(outlet) = document.site.as_deref().map(fold_name).filter(|n| *n != host) {
        prepared.name(f.site, &outlet);
    }
    if !stored.capture.media.is_empty() {
        prepared.name(f.media, media_name(&stored.capture.media));
    }
    add_times(&mut prepared.numbers, stored);
    add_values(&mut prepared.numbers, &stored.mentions);
    prepared
}

/// Analyses text and title.
fn terms(stored: &StoredDocument, language: &str) -> Terms {
    let document = &stored.document;
    Numbers::with(|numbers| {
        let lexicon = numbers.lexicon();
        let mut taken = Taken {
            numbers,
            text: Vec::with_capacity(document.text.len() / 5),
            tags: Vec::new(),
            draft: Draft::default(),
            drafted: false,
        };
        // The text stands first: small positions take less room.
        let end = analyze(&document.text, language, &stored.mentions, 0, &mut taken);
        let text = taken.take_text();
        analyze(&document.title, language, &[], end + TITLE_GAP, &mut taken);
        let title = taken.take_text();
        Terms { lexicon, text, title, tags: taken.tags }
    })
}

/// What `type:` asks for: the last word of a media type, and the usual names of some.
fn media_name(media: &str) -> &str {
    match media {
        "text/plain" => "text",
        "application/xhtml+xml" => "html",
        "message/rfc822" => "mail",
        _ => media.rsplit(['/', '.', '+', '-']).next().unwrap_or(media),
    }
}

/// Takes the terms of a text down as entries of the thread's lexicon.
struct Taken<'n> {
    numbers: &'n mut Numbers,
    text: Vec<u32>,
    tags: Vec<(u32, u32)>,
    /// The last word, whose stems are not known yet.
    draft: Draft,
    drafted: bool,
}

impl Taken<'_> {
    /// Takes the last word down.
    fn close(&mut self) {
        if std::mem::take(&mut self.drafted) {
            self.text.push(self.numbers.of_entry(self.draft.entry()));
        }
    }

    fn take_text(&mut self) -> Vec<u32> {
        self.close();
        std::mem::take(&mut self.text)
    }
}

impl Sink for Taken<'_> {
    fn word(&mut self, _: u32, _: Span, term: &str) {
        self.close();
        self.draft.begin(term);
        self.drafted = true;
    }

    fn stem(&mut self, _: u32, term: &str) {
        self.draft.stem(term);
    }

    fn tag(&mut self, position: u32, _: Span, term: &str) {
        self.tags.push((position, self.numbers.of_entry(term)));
    }

    fn recall(&mut self, key: u128) -> bool {
        let Some(number) = self.numbers.of_word(key) else { return false };
        self.close();
        self.text.push(number);
        true
    }

    fn learn(&mut self, key: u128) {
        self.close();
        if let Some(&number) = self.text.last() {
            self.numbers.learn(key, number);
        }
    }
}

/// Folded words of the bylines; names lie further apart than a phrase reaches.
fn author_words(authors: &[String]) -> Vec<(u32, String)> {
    let mut words = Vec::new();
    let mut position = 0;
    for author in authors {
        let name = fold_name(author);
        for word in name.split(' ').filter(|w| !w.is_empty()) {
            words.push((position, word.to_owned()));
            position += 1;
        }
        position += TITLE_GAP;
    }
    words
}

fn add_times(fields: &mut TantivyDocument, stored: &StoredDocument) {
    let f = &*FIELDS;
    if let Some(published) = stored.document.published {
        let date = published.date;
        fields.add_i64(f.published, published.unix_seconds());
        fields.add_i64(f.day, i64::from(days_from_epoch(date)));
        if let (Ok(year), Ok(month)) = (u64::try_from(date.year()), u64::try_from(date.month())) {
            fields.add_u64(f.month, year * 100 + month);
        }
    }
    if let Some(day) = parse_day(&stored.capture.fetched_at) {
        fields.add_i64(f.captured, i64::from(day));
    }
}

/// Day number of an ISO date or date-time.
fn parse_day(iso: &str) -> Option<i32> {
    iso.get(..10)?.parse::<Date>().ok().map(days_from_epoch)
}

/// The largest figure of the amounts, for sorting.
fn add_values(fields: &mut TantivyDocument, mentions: &[Mention]) {
    let amounts = mentions.iter().filter_map(|mention| match &mention.value {
        Value::Money(money) => Some(money),
        _ => None,
    });
    if let Some(largest) = amounts.flat_map(figures).max_by(f64::total_cmp) {
        fields.add_f64(FIELDS.money, largest);
    }
}

/// The figures an amount or a quantity states: one, or both ends of a range.
pub(crate) fn figures(money: &Money) -> impl Iterator<Item = f64> {
    ends(money.min, money.max)
}

/// Both ends of a range, once where they are one.
pub(crate) fn ends(min: Option<Decimal>, max: Option<Decimal>) -> impl Iterator<Item = f64> {
    let max = max.filter(|_| max != min);
    [min, max].into_iter().flatten().filter_map(|d| d.to_f64())
}

/// The interval of a date in the text, by days; `None` where nothing is resolved.
pub(crate) fn moment_days(moment: &Moment) -> Option<(i32, Option<i32>)> {
    let first = parse_day(moment.start.as_deref()?)?;
    let end = moment.end.as_deref().and_then(|iso| {
        let clock = iso.get(11..).unwrap_or("");
        let part_of_day = clock.bytes().any(|b| matches!(b, b'1'..=b'9'));
        parse_day(iso).map(|day| day + i32::from(part_of_day))
    });
    Some((first, end))
}
