//! Writes a segment of the engine from gathered documents.
//!
//! The engine's own writer looks each word up in a table of all terms as it comes, which is most of
//! the time that it takes. Here the words come by number, and one counting sort a field puts their
//! postings into the order in which the engine's serializers want them: the files are the same.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field;
use tantivy::store::StoreWriter;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{TantivyDocument, TantivyError};

use super::gather::{Gathered, Postings};
use super::prepare::IndexDocument;
use super::schema::FIELDS;
use crate::error::Result;
use crate::limits::INDEX_POSTINGS_MAX;

/// Longest term that the engine takes. Bytes.
const ENGINE_TERM_BYTES_MAX: usize = u16::MAX as usize - 5;

type Done = std::result::Result<(), TantivyError>;

/// Documents that will be one segment.
pub(super) struct Builder {
    gathered: Gathered,
    norms: FieldNormsWriter,
    numbers: FastFieldsWriter,
    /// Postings that are put into order at a time.
    part: usize,
}

impl Builder {
    /// Without documents.
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            gathered: Gathered::default(),
            norms: FieldNormsWriter::for_schema(&FIELDS.schema),
            numbers: FastFieldsWriter::from_schema_and_tokenizer_manager(
                &FIELDS.schema,
                TokenizerManager::default(),
            )?,
            part: INDEX_POSTINGS_MAX,
        })
    }

    /// Documents so far.
    pub(super) fn documents(&self) -> u32 {
        self.gathered.documents()
    }

    /// About how much memory it takes. Bytes.
    pub(super) fn bytes(&self) -> usize {
        self.gathered.bytes() + self.norms.mem_usage() + self.numbers.mem_usage()
    }

    /// Takes a document.
    pub(super) fn add(&mut self, mut document: IndexDocument) -> Result<()> {
        let (f, number) = (&*FIELDS, self.documents());
        let lengths = self.gathered.add(&mut document);
        self.norms.record(number, f.words, lengths.words);
        self.norms.record(number, f.stems, lengths.stems);
        self.norms.record(number, f.title, lengths.title);
        self.norms.record(number, f.author, lengths.author);
        self.numbers.add_document(&document.numbers)?;
        Ok(())
    }

    /// Writes all files of the segment.
    pub(super) fn write(mut self, segment: &Segment) -> Result<()> {
        let norms = segment.open_write(SegmentComponent::FieldNorms).map_err(TantivyError::from)?;
        let norms = FieldNormsSerializer::from_write(norms).map_err(TantivyError::from)?;
        self.norms.fill_up_to_max_doc(self.documents());
        self.norms.serialize(norms, None).map_err(TantivyError::from)?;
        self.write_terms(segment)?;
        let component = SegmentComponent::FastFields;
        let mut numbers = segment.open_write(component).map_err(TantivyError::from)?;
        self.numbers.serialize(&mut numbers, None).map_err(TantivyError::from)?;
        numbers.terminate().map_err(TantivyError::from)?;
        Ok(write_store(segment, self.documents())?)
    }

    fn write_terms(&mut self, segment: &Segment) -> Done {
        let f = &*FIELDS;
        let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
        let serializer = InvertedIndexSerializer::open(segment)?;
        let mut out = Out { serializer, norms, places: Vec::new(), part: self.part };
        for (field, _) in FIELDS.schema.fields() {
            if field == f.words {
                out.positional(field, &self.gathered.words())?;
            } else if field == f.stems {
                out.positional(field, &self.gathered.stems())?;
            } else if field == f.tags {
                out.positional(field, &self.gathered.tags())?;
            } else if field == f.title {
                out.positional(field, &self.gathered.title())?;
            } else if field == f.author {
                out.positional(field, &self.gathered.author())?;
            } else {
                out.names(field, &self.gathered.take_names(field))?;
            }
        }
        Ok(out.serializer.close()?)
    }
}

/// The engine stores nothing of a document, but a place for each.
fn write_store(segment: &Segment, documents: u32) -> Done {
    let settings = segment.index().settings();
    let mut store = StoreWriter::new(
        segment.open_write(SegmentComponent::Store)?,
        settings.docstore_compression,
        settings.docstore_blocksize,
        false,
    )?;
    let nothing = TantivyDocument::default();
    for _ in 0..documents {
        store.store(&nothing, &FIELDS.schema)?;
    }
    Ok(store.close()?)
}

struct Out {
    serializer: InvertedIndexSerializer,
    norms: FieldNormReaders,
    /// Documents and positions of the terms that are written next.
    places: Vec<(u32, u32)>,
    part: usize,
}

impl Out {
    /// Writes a field whose terms have positions.
    fn positional(&mut self, field: Field, postings: &Postings<'_>) -> Done {
        let terms = postings.terms.as_slice();
        if terms.is_empty() {
            return Ok(());
        }
        let counts = postings.counts();
        let total = counts.iter().map(|&count| u64::from(count)).sum::<u64>();
        let norms = self.norms.get_field(field)?;
        let mut serializer = self.serializer.new_field(field, total, norms)?;
        let places = &mut self.places;
        let mut deltas = Vec::new();
        let (mut next, mut from) = (Vec::new(), 0);
        while from < terms.len() {
            // Where the next posting of each term of this part goes.
            next.clear();
            let mut sum = 0;
            for &count in counts.iter().skip(from) {
                if sum > 0 && sum + count as usize > self.part {
                    break;
                }
                next.push(sum as u32);
                sum += count as usize;
            }
            if places.len() < sum {
                *places = vec![(0, 0); sum.max(self.part.min(total as usize))];
            }
            postings.replay(|term, document, position| {
                // Terms before this part come out beyond its end.
                if let Some(next) = next.get_mut((term as usize).wrapping_sub(from))
                    && let Some(place) = places.get_mut(*next as usize)
                {
                    *place = (document, position);
                    *next += 1;
                }
            });
            let mut left = places.get(..sum).unwrap_or_default();
            let part = terms.iter().zip(&counts).skip(from).take(next.len());
            for (term, &count) in part {
                let (own, others) = left.split_at_checked(count as usize).unwrap_or_default();
                write_term(&mut serializer, term, own, &mut deltas)?;
                left = others;
            }
            from += next.len();
        }
        Ok(serializer.close()?)
    }

    /// Writes a field of whole names; `names` are sorted.
    fn names(&mut self, field: Field, names: &[(Vec<u8>, u32)]) -> Done {
        if names.is_empty() {
            return Ok(());
        }
        let norms = self.norms.get_field(field)?;
        let mut serializer = self.serializer.new_field(field, names.len() as u64, norms)?;
        for of_name in names.chunk_by(|a, b| a.0 == b.0) {
            let Some((name, _)) = of_name.first() else { continue };
            if name.len() > ENGINE_TERM_BYTES_MAX {
                continue;
            }
            serializer.new_term_without_freq(name)?;
            for of_document in of_name.chunk_by(|a, b| a.1 == b.1) {
                let document = of_document.first().map_or(0, |(_, document)| *document);
                serializer.write_doc(document, 0, &[]);
            }
            serializer.close_term()?;
        }
        Ok(serializer.close()?)
    }
}

/// Writes a term with its documents and positions.
fn write_term(
    serializer: &mut FieldSerializer<'_>,
    term: &str,
    places: &[(u32, u32)],
    deltas: &mut Vec<u32>,
) -> Done {
    if term.len() > ENGINE_TERM_BYTES_MAX || places.is_empty() {
        return Ok(());
    }
    let documents = places.chunk_by(|a, b| a.0 == b.0).count();
    serializer.new_term(term.as_bytes(), documents as u32, true)?;
    for of_document in places.chunk_by(|a, b| a.0 == b.0) {
        deltas.clear();
        let mut before = 0;
        for &(_, position) in of_document {
            deltas.push(position.saturating_sub(before));
            before = position;
        }
        let document = of_document.first().map_or(0, |(document, _)| *document);
        serializer.write_doc(document, of_document.len() as u32, deltas);
    }
    Ok(serializer.close_term()?)
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::tokenizer::{PreTokenizedString, RawTokenizer, TextAnalyzer, Token};

    use super::*;
    use crate::index::analyze::{Sink, analyze};
    use crate::index::prepare::{TITLE_GAP, prepare};
    use crate::index::schema::STEM_MARK;
    use crate::model::{
        CaptureRef, Document, Mention, Modifier, Quantity, QuantityType, Span, StoredDocument,
        Value,
    };

    /// The terms of a document as the engine's own writer takes them.
    #[derive(Default)]
    struct Tokens {
        words: Vec<Token>,
        stems: Vec<Token>,
        tags: Vec<Token>,
        title: Vec<Token>,
        title_from: Option<u32>,
        last: String,
    }

    fn token(position: u32, text: &str) -> Token {
        Token { position: position as usize, text: text.to_string(), ..Token::default() }
    }

    impl Sink for Tokens {
        fn word(&mut self, position: u32, _: Span, term: &str) {
            self.words.push(token(position, term));
            self.last = term.to_string();
            if let Some(from) = self.title_from {
                self.title.push(token(position - from, term));
            }
        }
        fn stem(&mut self, position: u32, term: &str) {
            self.stems.push(token(position, term));
            if let Some(from) = self.title_from
                && self.last != term
            {
                self.title.push(token(position - from, &format!("{STEM_MARK}{term}")));
            }
        }
        fn tag(&mut self, position: u32, _: Span, term: &str) {
            self.tags.push(token(position, term));
        }
    }

    fn for_the_engine(stored: &StoredDocument) -> TantivyDocument {
        let (f, document, prepared) = (&*FIELDS, &stored.document, prepare(stored));
        let language = document.language.as_deref().unwrap_or("");
        let mut tokens = Tokens::default();
        let from = analyze(&document.text, language, &stored.mentions, 0, &mut tokens) + TITLE_GAP;
        tokens.title_from = Some(from);
        analyze(&document.title, language, &[], from, &mut tokens);
        let author = prepared.authors.iter().map(|(position, word)| token(*position, word));
        let mut taken = prepared.numbers.clone();
        for (field, tokens) in [
            (f.words, tokens.words),
            (f.stems, tokens.stems),
            (f.tags, tokens.tags),
            (f.title, tokens.title),
            (f.author, author.collect()),
        ] {
            let text = PreTokenizedString { text: String::new(), tokens };
            taken.add_pre_tokenized_text(field, text);
        }
        for (field, name) in prepared.names.iter().filter(|(field, _)| *field != f.sequence) {
            taken.add_text(*field, str::from_utf8(name).unwrap());
        }
        taken
    }

    fn documents() -> Vec<StoredDocument> {
        let shots =
            "They fired 80 missiles. The missile’s flight, they said, was short.\n\nThey fled.";
        let texts = [
            ("en", "Missiles fired at Zürich", shots),
            ("de", "Straßen", "Die Straßen der Städte waren leer; Straße um Straße."),
            ("zh", "导弹", "朝鲜周五发射了两枚导弹，日本说。"),
            ("ko", "미사일 발사", "북한은 미사일을 발사했다. 미사일은 U.S. 시간 3시에."),
            ("", "", ""),
        ];
        let quantity = Quantity {
            quantity_type: QuantityType::Count,
            min: Some(80.into()),
            max: Some(80.into()),
            unit: Some("missile".to_string()),
            modifier: Modifier::Exact,
            si: None,
        };
        let tagged = vec![Mention { span: Span::new(11, 22), value: Value::Quantity(quantity) }];
        let stored =
            |(number, (language, title, text)): (u64, (&str, &str, &str))| StoredDocument {
                sequence: number,
                id: format!("{number:016x}"),
                version: 1,
                document: Document {
                    url: format!("https://www.site{}.example/{number}", number % 2),
                    title: title.to_string(),
                    author: vec!["Ada Brandt".to_string(), format!("Number {number}")],
                    language: Some(language.to_string()).filter(|code| !code.is_empty()),
                    published: "2022-11-28".parse().ok(),
                    text: text.to_string(),
                    ..Document::default()
                },
                mentions: if number == 1 { tagged.clone() } else { Vec::new() },
                capture: CaptureRef { media: "text/html".to_string(), ..CaptureRef::default() },
            };
        (1..).zip(texts).map(stored).collect()
    }

    #[test]
    fn the_files_are_those_of_the_engines_own_writer() {
        let index = Index::create_in_ram(FIELDS.schema.clone());
        index.tokenizers().register("stream", TextAnalyzer::from(RawTokenizer::default()));
        let mut engine = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for stored in documents() {
            engine.add_document(for_the_engine(&stored)).unwrap();
        }
        engine.commit().unwrap();
        let theirs = index.searchable_segments().unwrap();
        for part in [1, 7, INDEX_POSTINGS_MAX] {
            let mut builder = Builder::new().unwrap();
            builder.part = part;
            for stored in documents() {
                builder.add(prepare(&stored)).unwrap();
            }
            let ours = engine.new_segment();
            builder.write(&ours).unwrap();
            for component in [
                SegmentComponent::Terms,
                SegmentComponent::Postings,
                SegmentComponent::Positions,
                SegmentComponent::FieldNorms,
                SegmentComponent::FastFields,
                SegmentComponent::Store,
            ] {
                let bytes = |segment: &Segment| {
                    segment.open_read(component.clone()).unwrap().read_bytes().unwrap().to_vec()
                };
                assert_eq!(bytes(&ours), bytes(&theirs[0]), "{component:?} in parts of {part}");
            }
        }
    }
}
