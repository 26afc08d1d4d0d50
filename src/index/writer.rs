//! Writing segments. Each commit names the last corpus sequence it holds.

use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::{Index, IndexWriter, TantivyError};

use super::merge::{Bounded, due};
use super::prepare::IndexDocument;
use super::schema::{FIELDS, VERSION};
use super::worker::Worker;
use crate::error::{Error, Result};
use crate::limits::INDEX_MEMORY_BYTES;

/// What [`open`] finds.
#[derive(Debug)]
pub enum Opened {
    /// The index can be written to.
    Ready(Box<Writer>),
    /// There is an index, but of another version, or it cannot be read: rebuild it from the corpus
    /// ([`Writer::create`]). The text says why.
    NeedsRebuild(String),
}

/// Opens the index of a folder for writing; makes a new one where the folder is absent or empty.
pub fn open(folder: &Path) -> Result<Opened> {
    if !folder.join("meta.json").exists() {
        return Writer::create(folder).map(|writer| Opened::Ready(Box::new(writer)));
    }
    let (index, sequence) = match open_index(folder) {
        Ok(found) => found,
        Err(Found::Broken(why)) => return Ok(Opened::NeedsRebuild(why)),
        Err(Found::System(error)) => return Err(error),
    };
    // A segment file that is missing or cut shows only when the segments are opened.
    if let Err(error) = index.reader() {
        return Ok(Opened::NeedsRebuild(format!("the search index cannot be read ({error})")));
    }
    Writer::over(folder, &index, sequence).map(|writer| Opened::Ready(Box::new(writer)))
}

/// Why an index cannot be opened.
pub(crate) enum Found {
    /// It is of another version or damaged.
    Broken(String),
    /// The system refused.
    System(Error),
}

impl Found {
    /// The error to show a reader, who cannot rebuild.
    pub(crate) fn into_error(self, folder: &Path) -> Error {
        match self {
            Self::Broken(why) => Error::data(folder, format!("{why}; run `newsint rebuild`")),
            Self::System(error) => error,
        }
    }
}

/// Opens an existing index and reads the last sequence of its commit.
pub(crate) fn open_index(folder: &Path) -> std::result::Result<(Index, u64), Found> {
    let broken = |error: TantivyError| match error {
        TantivyError::IoError(source) => Found::System(Error::Index(TantivyError::IoError(source))),
        error => Found::Broken(format!("the search index cannot be read ({error})")),
    };
    let directory = MmapDirectory::open(folder)
        .map_err(|error| Found::Broken(format!("the search index cannot be opened ({error})")))?;
    let index = Index::open(directory).map_err(broken)?;
    let payload = index.load_metas().map_err(broken)?.payload.unwrap_or_default();
    let Some((version, sequence)) = payload.rsplit_once(' ') else {
        return Err(Found::Broken("the search index was never finished".to_string()));
    };
    if version != VERSION || index.schema() != FIELDS.schema {
        return Err(Found::Broken(format!(
            "the search index is of another version ({version}, this program makes {VERSION})"
        )));
    }
    let Ok(sequence) = sequence.parse() else {
        return Err(Found::Broken("the search index does not name its last document".to_string()));
    };
    Ok((index, sequence))
}

/// The one writer of an index. Dropping it without [`Writer::commit`] loses only what was added
/// since the last
/// commit; call [`Writer::close`] at the end of a run.
pub struct Writer {
    folder: PathBuf,
    index: Index,
    worker: Worker,
    last_sequence: u64,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("folder", &self.folder)
            .field("last_sequence", &self.last_sequence)
            .finish_non_exhaustive()
    }
}

fn engine(index: &Index) -> Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(INDEX_MEMORY_BYTES)
        .num_merge_threads(1)
        .build();
    Ok(index.writer_with_options(options)?)
}

/// Removes the index in a folder; the README that version control keeps there stays.
pub fn clear(folder: &Path) -> Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|e| Error::io("read", folder, e))?,
    };
    for entry in entries {
        let path = entry.map_err(|e| Error::io("read", folder, e))?.path();
        if path.is_file() && path.file_name().is_some_and(|name| name != "README.md") {
            std::fs::remove_file(&path).map_err(|e| Error::io("remove", &path, e))?;
        }
    }
    Ok(())
}

impl Writer {
    /// Opens the index of a folder, made new where absent. An index that must be rebuilt is an
    /// [`Error::Data`] here; [`open`] tells it apart.
    pub fn open(folder: &Path) -> Result<Self> {
        match open(folder)? {
            Opened::Ready(writer) => Ok(*writer),
            Opened::NeedsRebuild(why) => Err(Found::Broken(why).into_error(folder)),
        }
    }

    /// Makes an empty index, removing one that is there.
    pub fn create(folder: &Path) -> Result<Self> {
        clear(folder)?;
        std::fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
        let index = Index::create_in_dir(folder, FIELDS.schema.clone())?;
        let mut writer = Self::over(folder, &index, 0)?;
        writer.commit(0)?;
        Ok(writer)
    }

    fn over(folder: &Path, index: &Index, last_sequence: u64) -> Result<Self> {
        let engine = engine(index)?;
        engine.set_merge_policy(Box::new(Bounded));
        let worker = Worker::start(engine)?;
        Ok(Self { folder: folder.to_path_buf(), index: index.clone(), worker, last_sequence })
    }

    /// Adds a document. It is searchable after the next commit.
    pub fn add(&self, document: IndexDocument) -> Result<()> {
        self.worker.add(document)
    }

    /// Makes all that was added durable and visible, and notes `last_sequence` with it.
    pub fn commit(&mut self, last_sequence: u64) -> Result<()> {
        self.worker.commit(last_sequence)?;
        self.last_sequence = last_sequence;
        Ok(())
    }

    /// Has the same done while the run goes on; an error comes out of a later call.
    pub fn commit_soon(&mut self, last_sequence: u64) -> Result<()> {
        self.worker.commit_soon(last_sequence)?;
        self.last_sequence = last_sequence;
        Ok(())
    }

    /// Has what was added written ahead of the [commit](Self::commit) that is to come.
    pub fn write_ahead(&self) -> Result<()> {
        self.worker.write()
    }

    /// The last corpus sequence the committed index holds; 0 for a new index.
    pub fn last_sequence(&self) -> u64 {
        self.last_sequence
    }

    /// Waits for the merges that are under way, merges the small segments that are left and removes
    /// the files of those that are gone; what was added since the last commit is dropped.
    pub fn close(self) -> Result<()> {
        self.worker.stop()?.wait_merging_threads()?;
        let mut engine = engine(&self.index)?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        while let Some(small) = due(&self.index.searchable_segment_metas()?, 2) {
            engine.merge(&small).wait()?;
        }
        engine.garbage_collect_files().wait()?;
        engine.wait_merging_threads()?;
        Ok(())
    }
}
