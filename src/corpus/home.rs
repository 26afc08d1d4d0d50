//! Where a corpus lives on disk.

use std::path::{Path, PathBuf};

/// A user's working folder: `corpus/captures/*.warc.gz`, `corpus/corpus.db`, `index/`,
/// `newsint.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// The corpus under `root`; nothing is created yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folder of WARC files.
    pub fn captures(&self) -> PathBuf {
        self.root.join("corpus").join("captures")
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.root.join("corpus").join("corpus.db")
    }

    /// What people decided on who is who.
    pub fn decisions(&self) -> PathBuf {
        self.root.join("corpus").join("entities.tsv")
    }

    /// Up to where each saved search has been shown.
    pub fn watched(&self) -> PathBuf {
        self.root.join("corpus").join("watched.tsv")
    }

    /// Which names have been linked to entries of which lists.
    pub fn linked(&self) -> PathBuf {
        self.root.join("corpus").join("linked.tsv")
    }

    /// The mentions that people marked.
    pub fn annotations(&self) -> PathBuf {
        self.root.join("corpus").join("annotations.jsonl")
    }

    /// Folder of the search index.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// Folder in which a rebuild makes the new database and index.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("corpus").join("rebuild")
    }

    /// True if a corpus has been started here.
    pub fn exists(&self) -> bool {
        self.database().exists()
    }
}
