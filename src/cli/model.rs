//! `newsint model`: the trained tagger, made anew and measured.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Deserialize;
use serde_json::json;

use super::Session;
use super::exit::Exit;
use crate::analyse;
use crate::annotate::training_rows;
use crate::capture::read_text;
use crate::corpus::{Annotations, Store};
use crate::error::{Error, Result};
use crate::evaluate::{self, CLASSES, Evaluation, Score};
use crate::model::Label;
use crate::tag::entity::train::{Corpus, Scheme, Settings, train};
use crate::tag::entity::{by_char, use_model};

/// How the shipped models are made, by language.
const RECIPES: [(&str, &str); 4] = [
    ("en", include_str!("../../models/entities-en.toml")),
    ("ru", include_str!("../../models/entities-ru.toml")),
    ("ko", include_str!("../../models/entities-ko.toml")),
    ("zh", include_str!("../../models/entities-zh.toml")),
];

/// Train the tagger of names, or measure it on marked text
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  newsint model eval gold.conll                      precision, recall and F1 of the shipped tagger
  newsint model eval --reliability gold.conll        how far its confidences hold
  newsint model train --data train/ --out new.bin    the shipped recipe on the files of a folder
  newsint model train --from-corpus --data FOLDER --out names.bin    and what people marked here
  newsint model eval --model new.bin gold.conll

Marked text has a word, a tab and an IOB2 label a line and a blank line between sentences; files may be
packed with gzip. Training is deterministic: the same files give the same bytes.")]
pub(super) struct Model {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a model from marked text
    Train(Train),
    /// Compare the tagger with marked text
    Eval(Eval),
}

#[derive(Debug, Args)]
struct Train {
    /// Folder of the files that the recipe names
    #[arg(long, value_name = "DIR", required_unless_present = "from_corpus")]
    data: Option<PathBuf>,
    /// Learn from the documents in which people marked names (see `newsint import`): beside the
    /// files of --data, or from them alone
    #[arg(long)]
    from_corpus: bool,
    /// Where to write the model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Language whose shipped recipe is used (ISO 639-1): en, ru, ko or zh
    #[arg(long, value_name = "xx", default_value = "en", conflicts_with = "recipe")]
    lang: String,
    /// Which files, how often and with which settings (TOML); the shipped ones' if not given
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Eval {
    /// Marked text: labels PER, ORG, LOC, MISC or finer ones
    gold: PathBuf,
    /// Language of the text (ISO 639-1)
    #[arg(long, value_name = "xx", default_value = "en")]
    lang: String,
    /// The text does not mark MISC: leave those names out
    #[arg(long)]
    no_misc: bool,
    /// Measure this model instead of the shipped one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Show how often names of each confidence are right
    #[arg(long)]
    reliability: bool,
    /// One JSON object (schema newsint.evaluation/1)
    #[arg(long)]
    json: bool,
}

/// A training recipe.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    /// ISO 639-1.
    #[serde(default = "english")]
    language: String,
    clusters: Option<PathBuf>,
    rounds: usize,
    count_min: u32,
    weight_min: f32,
    data: Vec<Source>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    file: PathBuf,
    scheme: SchemeName,
    #[serde(default = "one")]
    copies: usize,
    #[serde(default)]
    recase: bool,
}

fn english() -> String {
    "en".to_string()
}

fn one() -> usize {
    1
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SchemeName {
    Ontonotes,
    Common,
    CommonNoMisc,
    Wnut,
    Nerel,
    Factrueval,
    Characters,
}

impl SchemeName {
    fn scheme(self) -> Scheme {
        match self {
            Self::Ontonotes => Scheme::OntoNotes,
            Self::Common => Scheme::Common,
            Self::CommonNoMisc => Scheme::CommonNoMisc,
            Self::Wnut => Scheme::Wnut,
            Self::Nerel => Scheme::Nerel,
            Self::Factrueval => Scheme::FactRuEval,
            Self::Characters => Scheme::Characters,
        }
    }
}

impl Model {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        match &self.what {
            What::Train(train) => train.run(session),
            What::Eval(eval) => eval.run(session),
        }
    }
}

impl Train {
    fn run(&self, session: &mut Session) -> Result<Exit> {
        let recipe = self.recipe()?;
        let mut texts: Vec<(Corpus<'_>, String)> = Vec::new();
        let mut clusters = String::new();
        if let Some(data) = &self.data {
            if let Some(file) = &recipe.clusters {
                clusters = read_text(&data.join(file))?;
            }
            for source in &recipe.data {
                let corpus = Corpus {
                    text: "",
                    scheme: source.scheme.scheme(),
                    copies: source.copies,
                    recase: source.recase,
                };
                texts.push((corpus, read_text(&data.join(&source.file))?));
            }
        }
        if self.from_corpus {
            let (rows, documents) = marked_rows(session, &recipe.language)?;
            if documents == 0 {
                session.out.say("no document in that language has names marked by people");
                return Ok(Exit::Nothing);
            }
            session.out.say(&format!("{documents} documents of the corpus are marked"));
            let copies = if self.data.is_some() { MARKED_COPIES } else { 1 };
            let corpus = Corpus { text: "", scheme: Scheme::Own, copies, recase: false };
            texts.push((corpus, rows));
        }
        let corpora: Vec<_> =
            texts.iter().map(|(corpus, text)| Corpus { text, ..*corpus }).collect();
        session.out.say(&format!(
            "training on {} files, {} rounds: about half a minute",
            corpora.len(),
            recipe.rounds
        ));
        let settings = Settings {
            rounds: recipe.rounds,
            count_min: recipe.count_min,
            weight_min: recipe.weight_min,
        };
        let bytes = train(&recipe.language, &corpora, &clusters, settings)?;
        std::fs::write(&self.out, &bytes).map_err(|e| Error::io("write", &self.out, e))?;
        session.out.text(&format!("{}: {} bytes", self.out.display(), bytes.len()))?;
        Ok(Exit::Done)
    }

    fn recipe(&self) -> Result<Recipe> {
        let (text, name) = if let Some(path) = &self.recipe {
            (read_text(path)?, path.as_path())
        } else {
            let shipped = RECIPES.iter().find(|(name, _)| *name == self.lang);
            let (_, text) = shipped.ok_or_else(|| {
                Error::usage(format!("no recipe for the language '{}'", self.lang))
            })?;
            (text.to_string(), Path::new("the shipped recipe"))
        };
        toml::from_str(&text).map_err(|e| Error::data(name, e.to_string().trim_end().to_string()))
    }
}

/// How often the marks of people count beside files of other data: they are few.
const MARKED_COPIES: usize = 10;

/// The documents of a language in which people marked names, as rows to train on: their marks, and
/// the program's own names with labels that nobody looked for. And how many there are.
fn marked_rows(session: &Session, language: &str) -> Result<(String, usize)> {
    let annotations = Annotations::read(&session.home.annotations())?;
    let (mut rows, mut documents) = (String::new(), 0);
    if annotations.is_empty() {
        return Ok((rows, documents));
    }
    let by_char = by_char(language);
    let store = Store::open_read(&session.home.database())?;
    store.for_each_document(1, |stored| {
        let text = &stored.document.text;
        let names = |label: &String| Label::ALL.iter().any(|l| l.as_str() == label);
        let looked = annotations.of(text).iter().flat_map(|a| &a.labels).any(names);
        let same = stored.document.language.as_deref().unwrap_or("en") == language;
        if looked && same {
            let mut mentions = analyse::document(&stored.document);
            annotations.apply(text, &mut mentions);
            rows.push_str(&training_rows(text, &mentions, by_char));
            documents += 1;
        }
        Ok(())
    })?;
    Ok((rows, documents))
}

impl Eval {
    fn run(&self, session: &mut Session) -> Result<Exit> {
        if let Some(path) = &self.model {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read", path, e))?;
            if !use_model(&self.lang, &bytes) {
                return Err(Error::data(path, "not a model that this version reads"));
            }
        }
        let gold = read_text(&self.gold)?;
        let found = evaluate::entities(&gold, &self.lang, !self.no_misc)
            .map_err(|(line, why)| Error::data(&self.gold, format!("line {line}: {why}")))?;
        if self.json {
            session.out.json(&wire(&found))?;
        } else {
            session.out.table(
                &["class", "gold", "found", "right", "precision", "recall", "F1"],
                &rows(&found),
            )?;
            if self.reliability {
                let header = ["confidence", "stated", "found", "right"];
                session.out.table(&header, &reliability(&found))?;
            }
        }
        Ok(if found.sentences == 0 { Exit::Nothing } else { Exit::Done })
    }
}

fn rows(found: &Evaluation) -> Vec<Vec<String>> {
    let row = |name: &str, score: Score| {
        let mut row = vec![name.to_string()];
        row.extend([score.gold, score.found, score.right].map(|n| n.to_string()));
        row.extend([score.precision(), score.recall(), score.f1()].map(|x| format!("{x:.3}")));
        row
    };
    let classes = CLASSES.into_iter().zip(found.classes).map(|(name, score)| row(name, score));
    classes.chain([row("all", found.all())]).collect()
}

/// Stated confidence against the share that is right, for each tenth in which names were found.
fn reliability(found: &Evaluation) -> Vec<Vec<String>> {
    let tenths = found.reliability.iter().enumerate().filter(|(_, (_, n, _))| *n > 0);
    tenths
        .map(|(at, (sum, n, right))| {
            vec![
                format!("{:.1} to {:.1}", at as f64 / 10.0, (at + 1) as f64 / 10.0),
                format!("{:.3}", sum / *n as f64),
                n.to_string(),
                format!("{:.3}", *right as f64 / *n as f64),
            ]
        })
        .collect()
}

fn wire(found: &Evaluation) -> serde_json::Value {
    let score = |s: Score| {
        json!({"gold": s.gold, "found": s.found, "right": s.right,
               "precision": s.precision(), "recall": s.recall(), "f1": s.f1()})
    };
    let classes: serde_json::Map<_, _> = CLASSES
        .into_iter()
        .zip(found.classes)
        .map(|(name, s)| (name.to_string(), score(s)))
        .collect();
    let reliability: Vec<_> = found
        .reliability
        .iter()
        .filter(|(_, n, _)| *n > 0)
        .map(|(sum, n, right)| {
            json!({"stated": sum / *n as f64, "found": n,
                   "right": *right as f64 / *n as f64})
        })
        .collect();
    json!({
        "schema": "newsint.evaluation/1",
        "sentences": found.sentences,
        "words": found.words,
        "all": score(found.all()),
        "classes": classes,
        "reliability": reliability,
    })
}
