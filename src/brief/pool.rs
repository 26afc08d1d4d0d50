//! The sentences of the documents, each with what selection needs to know of it.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::terms::{Terms, Vector, cosine, vector};
use super::{Sentences, caseless, copies};
use crate::limits::{BRIEF_DOCUMENTS_MAX, BRIEF_SENTENCES_PER_DOCUMENT_MAX};
use crate::model::{BlockKind, Kind, Span, StoredDocument};

/// Power of the rarity of a term in its weight, in one document and in several: above 1, rare terms
/// tell more sentences apart, which is worth more where many sentences say nearly the same.
const RARITY: (f32, f32) = (1.0, 1.5);

/// One sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    /// Index of its document.
    pub(super) document: usize,
    /// Where it stands in the text.
    pub(super) span: Span,
    /// How many sentences of the document stand before it.
    pub(super) place: usize,
    /// Number of words.
    pub(super) words: usize,
    /// Its terms as a vector of length one.
    pub(super) vector: Vector,
    /// Amounts, quantities and dates in it.
    pub(super) figures: usize,
    /// Hash of its terms in order: equal for the same words.
    pub(super) fingerprint: u64,
    /// Weight of its terms that the query names, 0 to 1.
    pub(super) relevance: f32,
    /// True if the writer speaks of himself or to the reader.
    pub(super) personal: bool,
    /// True if it ends as sentences do.
    pub(super) whole: bool,
    /// Closeness to the middle of all documents, 0 to 1.
    pub(super) centrality: f32,
}

/// All sentences, in the order of documents and text.
#[derive(Debug)]
pub(super) struct Pool<'d> {
    /// The documents.
    pub(super) documents: &'d [StoredDocument],
    /// Their sentences.
    pub(super) sentences: Vec<Sentence>,
    /// For each document the first of those with mostly the same words: copies of one wire count
    /// once.
    pub(super) origins: Vec<usize>,
    /// True if the query has terms.
    pub(super) has_query: bool,
    starts: Vec<usize>,
}

struct Raw {
    document: usize,
    span: Span,
    place: usize,
    words: usize,
    personal: bool,
    terms: Vec<u32>,
}

impl<'d> Pool<'d> {
    /// Reads the documents (at most [`BRIEF_DOCUMENTS_MAX`]) once.
    pub(super) fn new(query: &str, documents: &'d [StoredDocument], split: Sentences) -> Self {
        let documents = documents.get(..BRIEF_DOCUMENTS_MAX).unwrap_or(documents);
        let mut terms = Terms::default();
        let query = terms.read(&query_words(query)).terms;
        let mut raws = Vec::new();
        let mut starts = Vec::with_capacity(documents.len() + 1);
        for (index, stored) in documents.iter().enumerate() {
            starts.push(raws.len());
            read_document(index, stored, split, &mut terms, &mut raws);
        }
        starts.push(raws.len());
        let texts: Vec<Vec<u32>> =
            (0..documents.len()).map(|d| document_terms(&raws, &starts, d)).collect();
        let origins = copies::origins(&texts);
        let weights = rarity(&raws, &origins, terms.len());
        let weight = |term: u32| weights.get(term as usize).copied().unwrap_or(0.0);
        let asked = vector(&query, weight);
        let sentences: Vec<Sentence> =
            raws.iter().map(|raw| finish(raw, documents, &asked, &weight)).collect();
        let mut pool = Self { documents, sentences, origins, has_query: !query.is_empty(), starts };
        pool.weigh_centrality(terms.len());
        pool
    }

    /// The sentences of a document.
    pub(super) fn of_document(&self, document: usize) -> &[Sentence] {
        let (Some(&from), Some(&to)) = (self.starts.get(document), self.starts.get(document + 1))
        else {
            return &[];
        };
        self.sentences.get(from..to).unwrap_or(&[])
    }

    /// Index of the sentence of a document that holds the span.
    pub(super) fn holding(&self, document: usize, span: Span) -> Option<usize> {
        let sentences = self.of_document(document);
        let at = sentences.partition_point(|s| s.span.end <= span.start);
        sentences.get(at).filter(|s| s.span.contains(span))?;
        Some(self.starts.get(document)? + at)
    }

    /// How many documents are no copy of another one.
    pub(super) fn originals(&self) -> usize {
        self.origins.iter().enumerate().filter(|(i, origin)| i == *origin).count()
    }

    /// The text of a span of a document.
    pub(super) fn text(&self, document: usize, span: Span) -> &'d str {
        self.documents.get(document).map_or("", |d| span.of(&d.document.text))
    }

    /// Sets the centrality of each sentence: its cosine with the sum of all (Radev and others,
    /// 2004),
    /// in which a term counts the more, the more documents share it.
    fn weigh_centrality(&mut self, terms: usize) {
        let mut middle = vec![0.0_f32; terms];
        let mut last = vec![usize::MAX; terms];
        let mut shared = vec![0.0_f32; terms];
        for sentence in &self.sentences {
            if self.origins.get(sentence.document) != Some(&sentence.document) {
                continue;
            }
            for &(term, weight) in &sentence.vector {
                let at = term as usize;
                if let (Some(sum), Some(last), Some(shared)) =
                    (middle.get_mut(at), last.get_mut(at), shared.get_mut(at))
                {
                    *sum += weight;
                    if *last != sentence.document {
                        *last = sentence.document;
                        *shared += 1.0;
                    }
                }
            }
        }
        for (sum, documents) in middle.iter_mut().zip(&shared) {
            *sum *= documents.sqrt();
        }
        let norm = middle.iter().map(|w| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for sentence in &mut self.sentences {
            sentence.centrality = sentence
                .vector
                .iter()
                .map(|&(t, w)| w * middle.get(t as usize).copied().unwrap_or(0.0) / norm)
                .sum();
        }
    }
}

/// The words of a query, without what is not a word of the text: operators, tags and filters.
fn query_words(query: &str) -> String {
    let mut words = String::new();
    for part in query.split_whitespace() {
        let operator = matches!(part, "AND" | "OR" | "NOT" | "SENTENCE" | "PARAGRAPH")
            || part.starts_with("NEAR")
            || part.starts_with('-')
            || part.contains(['<', '>', '=']);
        let value = match part.split_once(':') {
            Some(("entity" | "person" | "org" | "place" | "speaker" | "title", value)) => value,
            Some((field, _)) if field.chars().all(|c| c.is_ascii_lowercase()) => "",
            _ => part,
        };
        if !operator {
            words.push_str(value);
            words.push(' ');
        }
    }
    words
}

fn document_terms(raws: &[Raw], starts: &[usize], document: usize) -> Vec<u32> {
    let from = starts.get(document).copied().unwrap_or(0);
    let to = starts.get(document + 1).copied().unwrap_or(from);
    raws.get(from..to).unwrap_or(&[]).iter().flat_map(|r| r.terms.iter().copied()).collect()
}

/// Appends the sentences of the running text: no headings, table rows or preformatted blocks.
fn read_document(
    index: usize,
    stored: &StoredDocument,
    split: Sentences,
    terms: &mut Terms,
    raws: &mut Vec<Raw>,
) {
    let text = &stored.document.text;
    let mut blocks = stored.document.blocks.iter().peekable();
    let mut place = 0;
    let mut spans = split(text);
    if caseless::is_caseless(text) {
        spans = spans.into_iter().flat_map(|span| caseless::parts(text, span)).collect();
    }
    for span in spans {
        while blocks.next_if(|b| b.span.end <= span.start).is_some() {}
        let kind = blocks.peek().filter(|b| b.span.overlaps(span)).map(|b| b.kind);
        let quotable = matches!(
            kind,
            None | Some(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
        );
        let reading = terms.read(span.of(text));
        if quotable && reading.words > 0 {
            let (words, personal, terms) = (reading.words, reading.personal, reading.terms);
            raws.push(Raw { document: index, span, place, words, personal, terms });
            place += 1;
        }
        if place >= BRIEF_SENTENCES_PER_DOCUMENT_MAX {
            break;
        }
    }
}

/// Weight of each term: the rarer among the sentences (of one copy of each wire), the heavier.
fn rarity(raws: &[Raw], origins: &[usize], terms: usize) -> Vec<f32> {
    let mut seen_in = vec![usize::MAX; terms];
    let mut counts = vec![0_u32; terms];
    let mut total = 0_u32;
    for (index, raw) in raws.iter().enumerate() {
        if origins.get(raw.document) != Some(&raw.document) {
            continue;
        }
        total += 1;
        for &term in &raw.terms {
            let at = term as usize;
            if let (Some(last), Some(count)) = (seen_in.get_mut(at), counts.get_mut(at))
                && *last != index
            {
                *last = index;
                *count += 1;
            }
        }
    }
    let several = origins.iter().enumerate().filter(|(i, origin)| i == *origin).count() > 1;
    let power = if several { RARITY.1 } else { RARITY.0 };
    let total = total as f32;
    counts.iter().map(|&n| (1.0 + total / (1.0 + n as f32)).ln().powf(power)).collect()
}

fn finish(
    raw: &Raw,
    documents: &[StoredDocument],
    asked: &[(u32, f32)],
    weight: &impl Fn(u32) -> f32,
) -> Sentence {
    let mentions = documents.get(raw.document).map_or(&[][..], |d| d.mentions.as_slice());
    let from = mentions.partition_point(|m| m.span.start < raw.span.start);
    let inside = mentions.get(from..).unwrap_or(&[]).iter();
    let mut figures = 0;
    for mention in inside.take_while(|m| m.span.start < raw.span.end) {
        match mention.value.kind() {
            Kind::Money | Kind::Quantity | Kind::Date => figures += 1,
            Kind::Entity | Kind::Quote | Kind::Indicator => {}
        }
    }
    let mut hasher = FxHasher::default();
    raw.terms.hash(&mut hasher);
    let vector = vector(&raw.terms, weight);
    let mass: f32 = asked.iter().map(|&(_, w)| w * w).sum();
    let named: f32 = asked
        .iter()
        .filter(|(t, _)| vector.binary_search_by_key(t, |&(id, _)| id).is_ok())
        .map(|&(_, w)| w * w)
        .sum();
    Sentence {
        document: raw.document,
        span: raw.span,
        place: raw.place,
        words: raw.words,
        vector,
        figures,
        fingerprint: hasher.finish(),
        relevance: if mass > 0.0 { named / mass } else { 0.0 },
        personal: raw.personal,
        whole: documents
            .get(raw.document)
            .is_some_and(|d| ends_whole(raw.span.of(&d.document.text))),
        centrality: 0.0,
    }
}

/// True for text that ends with an end mark, perhaps inside closing quotes and brackets.
fn ends_whole(text: &str) -> bool {
    let closes = |c: char| c.is_whitespace() || "\"'’”»)]」』）".contains(c);
    text.trim_end_matches(closes).ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।'])
}

/// Every place where the very words of a sentence stand, one for each document, by their text.
pub(super) fn same_words<'p>(pool: &'p Pool<'_>) -> FxHashMap<u64, Vec<&'p Sentence>> {
    let mut places: FxHashMap<u64, Vec<&Sentence>> = FxHashMap::default();
    for sentence in &pool.sentences {
        places.entry(sentence.fingerprint).or_default().push(sentence);
    }
    places
}

/// How alike two sentences are, 0 to 1.
pub(super) fn likeness(a: &Sentence, b: &Sentence) -> f32 {
    if a.fingerprint == b.fingerprint { 1.0 } else { cosine(&a.vector, &b.vector) }
}
