//! Database and index made anew from the captures alone.

use std::fs;
use std::path::{Path, PathBuf};

use super::Event;
use super::session::Session;
use crate::corpus::{Home, Store};
use crate::error::{Error, Result};
use crate::extract::Extractor;
use crate::index;

/// Makes database and index anew; returns the number of documents. The old ones stay until the new
/// ones are whole.
///
/// The new ones are made in a folder of their own beside the captures, then moved into place: first
/// the index
/// goes away (a run that is killed here finds none and makes it from the database), then the
/// database is replaced.
pub fn rebuild(
    home: &Home,
    extractor: &Extractor,
    now: &str,
    mut told: impl FnMut(Event),
) -> Result<u64> {
    let captures = home.captures();
    if !captures.exists() {
        return Err(Error::usage_hint(
            format!("there are no captures at {}", captures.display()),
            "add something first: newsint add FILE-OR-FOLDER",
        ));
    }
    let scratch = home.scratch();
    remove(&scratch)?;
    let mut session = Session::rebuild(home, &scratch, extractor, now)?;
    session.recover(&mut told)?;
    let documents = session.close()?;
    let fresh = Home::new(&scratch);
    if home.exists() {
        // What was planned and decided is in no capture. A database that cannot be read has none.
        let _ = Store::open(&fresh.database())?.copy_frontier(&home.database());
    }
    index::clear(&home.index())?;
    for suffix in ["-wal", "-shm"] {
        remove(&with_suffix(&home.database(), suffix))?;
    }
    rename(&fresh.database(), &home.database())?;
    move_files(&fresh.index(), &home.index())?;
    remove(&scratch)?;
    Ok(documents)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|e| Error::io("create", folder, e))?;
    }
    fs::rename(from, to).map_err(|e| Error::io("move into place", to, e))
}

/// Moves the files of one folder into another. Killed half way, it leaves an index that cannot be
/// read, which the next run makes again from the database.
fn move_files(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(|e| Error::io("read", from, e))? {
        let entry = entry.map_err(|e| Error::io("read", from, e))?;
        rename(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Removes a file or folder; one that is not there is fine.
fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io("remove", path, e)),
        _ => Ok(()),
    }
}
