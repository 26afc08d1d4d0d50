//! A Hugging Face dataset: a folder with `data/train-00000-of-00001.parquet` and a card
//! (`README.md`) with YAML head, licence and statistics.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::parquet::{DAY_BYTES, Parquet};
use super::{Format, Written};
use crate::model::{Kind, PackedDocument, StoredDocument, packed};

/// Writes the folder.
pub(super) struct HuggingFace {
    folder: PathBuf,
    file: BufWriter<File>,
    rows: Parquet,
    documents: u64,
    languages: BTreeMap<String, u64>,
    mentions: [u64; Kind::ALL.len()],
    days: Option<(String, String)>,
}

const DATA: &str = "data/train-00000-of-00001.parquet";

impl HuggingFace {
    /// A writer into `folder`, which is made.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("data"))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            file: BufWriter::new(File::create(folder.join(DATA))?),
            rows: Parquet::default(),
            documents: 0,
            languages: BTreeMap::new(),
            mentions: [0; Kind::ALL.len()],
            days: None,
        })
    }
}

impl Format for HuggingFace {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.rows.begin(&mut self.file)
    }

    fn document(&mut self, stored: &StoredDocument, _: &mut dyn Write) -> io::Result<Written> {
        let mentions = packed::pack(&stored.document.text, &stored.mentions);
        let packed = PackedDocument::of(stored, &mentions)
            .ok_or_else(|| io::Error::other("mentions do not fit their text"))?;
        self.packed(&packed, &mut io::sink())
    }

    fn takes_packed(&self) -> bool {
        true
    }

    fn packed(&mut self, packed: &PackedDocument<'_>, _: &mut dyn Write) -> io::Result<Written> {
        self.documents += 1;
        let language = packed.language.unwrap_or_default();
        match self.languages.get_mut(language) {
            Some(count) => *count += 1,
            None => drop(self.languages.insert(language.to_string(), 1)),
        }
        for mention in packed.mentions.mentions() {
            if let Some(count) = self.mentions.get_mut(mention.value.kind() as usize) {
                *count += 1;
            }
        }
        if let Some(day) = packed.published.as_ref().and_then(|p| p.get(..DAY_BYTES)) {
            let (first, last) = self.days.get_or_insert_with(|| (day.to_string(), day.to_string()));
            if day < first.as_str() {
                *first = day.to_string();
            }
            if day > last.as_str() {
                *last = day.to_string();
            }
        }
        self.rows.packed(packed, &mut self.file)
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        self.rows.end(&mut self.file)?;
        self.file.flush()?;
        fs::write(self.folder.join("README.md"), self.card())
    }
}

impl HuggingFace {
    fn card(&self) -> String {
        let size = match self.documents {
            0..1_000 => "n<1K",
            1_000..10_000 => "1K<n<10K",
            10_000..100_000 => "10K<n<100K",
            100_000..1_000_000 => "100K<n<1M",
            _ => "1M<n<10M",
        };
        let known: Vec<_> = self.languages.iter().filter(|(l, _)| !l.is_empty()).collect();
        let mut out = String::from("---\nlicense: other\nlicense_name: rights-of-the-sources\n");
        out.push_str("license_link: README.md\nlanguage:\n");
        if known.is_empty() {
            out.push_str("- und\n");
        }
        for (language, _) in &known {
            // A bare `no` is false in YAML 1.1.
            let _ = writeln!(out, "- \"{language}\"");
        }
        let _ = write!(
            out,
            "pretty_name: newsint export\nsize_categories:\n- {size}\ntask_categories:\n\
             - token-classification\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n\
             \x20   path: data/train-*.parquet\n---\n# newsint export\n\n\
             Documents with their mentions as spans: money, dates, quantities, named entities,\n\
             quotations and indicators. `text[start:end]` in Python is the mention. Each row names its\n\
             source: URL, SHA-256 of the captured bytes and time of capture.\n\n\
             ## Licence\nThe texts belong to their publishers; say here under which terms you may share\n\
             them before you publish this folder.\n\n## Statistics\n\n| what | number |\n| --- | --- |\n\
             | documents | {} |\n",
            self.documents
        );
        for (kind, n) in Kind::ALL.iter().zip(self.mentions) {
            let _ = writeln!(out, "| mentions: {} | {n} |", kind.as_str());
        }
        for (language, n) in &self.languages {
            let name = if language.is_empty() { "not known" } else { language };
            let _ = writeln!(out, "| language: {name} | {n} |");
        }
        if let Some((first, last)) = &self.days {
            let _ = writeln!(out, "| published | {first} to {last} |");
        }
        out
    }
}
