//! A stored document → what the index keeps of it. Pure; runs in worker threads.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use tantivy::TantivyDocument;

use super::analyze::{Sink, analyze};
use super::fold::fold_name;
use super::keys::{host, host_and_parents, normal_url};
use super::schema::{FIELDS, STEM_MARK};
use super::stream::Stream;
use crate::limits::NEAR_DISTANCE_MAX;
use crate::model::stamp::days_from_epoch;
use crate::model::{Mention, Moment, Money, Span, StoredDocument, Value};

/// A document ready for [`Writer::add`](super::Writer::add); made by [`prepare`], cheap to send.
#[derive(Debug, Clone)]
pub struct IndexDocument {
    pub(super) sequence: u64,
    pub(super) media: String,
    pub(super) fields: TantivyDocument,
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

    /// Names a document that was prepared before it was stored.
    pub fn identify(&mut self, sequence: u64, id: &str) {
        self.sequence = sequence;
        self.fields.add_u64(FIELDS.sequence, sequence);
        self.fields.add_text(FIELDS.id, id);
    }
}

/// Positions between the text and the title after it: more than any NEAR reaches.
const TITLE_GAP: u32 = NEAR_DISTANCE_MAX * 2 + 2;

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
    let mut streams = Streams::default();
    // The text stands first: small positions take less room.
    let end = analyze(&document.text, language, &stored.mentions, 0, &mut streams);
    streams.title_from = Some(end + TITLE_GAP);
    analyze(&document.title, language, &[], end + TITLE_GAP, &mut streams);

    let mut fields = TantivyDocument::with_capacity(document.text.len() * 3);
    fields.add_text(f.words, streams.words.as_str());
    fields.add_text(f.stems, streams.stems.as_str());
    fields.add_text(f.tags, streams.tags.as_str());
    fields.add_text(f.title, streams.title.as_str());
    fields.add_text(f.author, author_stream(&document.author).as_str());
    fields.add_text(f.url, normal_url(&document.url));
    fields.add_text(f.lang, if language.is_empty() { "und" } else { language });
    let host = host(&document.url);
    for name in host_and_parents(&host) {
        fields.add_text(f.site, name);
    }
    if let Some(outlet) = document.site.as_deref().map(fold_name).filter(|n| *n != host) {
        fields.add_text(f.site, outlet);
    }
    if !stored.capture.media.is_empty() {
        fields.add_text(f.media, media_name(&stored.capture.media));
    }
    add_times(&mut fields, stored);
    add_values(&mut fields, &stored.mentions);
    IndexDocument { sequence: 0, media: stored.capture.media.clone(), fields }
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

/// The streams of the positional fields.
#[derive(Default)]
struct Streams {
    words: Stream,
    stems: Stream,
    tags: Stream,
    title: Stream,
    /// Where the title begins, once it has.
    title_from: Option<u32>,
    /// Its last word.
    title_word: String,
}

impl Sink for Streams {
    fn word(&mut self, position: u32, _: Span, term: &str) {
        self.words.push(position, "", term);
        if let Some(from) = self.title_from {
            self.title.push(position - from, "", term);
            self.title_word.clear();
            self.title_word.push_str(term);
        }
    }

    fn stem(&mut self, position: u32, term: &str) {
        self.stems.push(position, "", term);
        if let Some(from) = self.title_from
            && term != self.title_word
        {
            self.title.push(position - from, STEM_MARK, term);
        }
    }

    fn tag(&mut self, position: u32, _: Span, term: &str) {
        self.tags.push(position, "", term);
    }
}

/// Folded words of the bylines; names lie further apart than a phrase reaches.
fn author_stream(authors: &[String]) -> Stream {
    let mut stream = Stream::default();
    let mut position = 0;
    for author in authors {
        let name = fold_name(author);
        for word in name.split(' ').filter(|w| !w.is_empty()) {
            stream.push(position, "", word);
            position += 1;
        }
        position += TITLE_GAP;
    }
    stream
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
