//! From paths to files: folders walked in the order of names, lists of paths read from a stream.

use std::ffi::OsString;
use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::Item;
use super::lines::{Line, Lines};
use crate::limits::{FOLDER_DEPTH_MAX, HEADER_LINE_BYTES_MAX};

/// One step of a walk.
#[derive(Debug)]
pub(super) enum Walked {
    /// A file, which may still prove unreadable.
    File(PathBuf),
    /// A path that leads nowhere.
    Rejected(Box<Item>),
}

/// Iterator over files.
pub(super) struct Walk {
    /// Paths still to be looked at, the next one last, with their depth below a named path.
    pending: Vec<(PathBuf, usize)>,
    list: Option<List>,
    reading_list: bool,
    /// Real paths of the folders entered below the current named path: none is entered twice.
    entered: FxHashSet<PathBuf>,
}

struct List {
    lines: Lines<Box<dyn BufRead + Send>>,
}

impl std::fmt::Debug for Walk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk").field("pending", &self.pending).finish_non_exhaustive()
    }
}

impl Walk {
    /// Walks `paths` in their order; the first `-` among them stands for the paths of `list`.
    pub(super) fn new(paths: Vec<PathBuf>, list: Box<dyn BufRead + Send>) -> Self {
        let pending = paths.into_iter().rev().map(|path| (path, 0)).collect();
        let list = Some(List { lines: Lines::new(list, HEADER_LINE_BYTES_MAX) });
        Self { pending, list, reading_list: false, entered: FxHashSet::default() }
    }

    /// The next path of the list; `None` at its end.
    fn next_listed(&mut self) -> Option<Result<PathBuf, Item>> {
        let list = self.list.as_mut()?;
        loop {
            let number = list.lines.number() + 1;
            let reason = match list.lines.next_line() {
                Ok(Some(Line::Whole([]))) => continue,
                Ok(Some(Line::Whole(line))) => return Some(Ok(path_of(line))),
                Ok(Some(Line::TooLong(_))) => "path too long".to_owned(),
                Ok(None) => {
                    self.list = None;
                    return None;
                }
                Err(error) => {
                    self.list = None;
                    format!("cannot read: {error}")
                }
            };
            return Some(Err(Item::rejected(format!("-:{number}"), 0, false, &reason)));
        }
    }

    /// Puts the entries of a folder before what is pending.
    fn enter(&mut self, folder: &Path, depth: usize) -> Result<(), String> {
        if depth >= FOLDER_DEPTH_MAX {
            return Err(format!("folders nested deeper than {FOLDER_DEPTH_MAX}"));
        }
        let real = folder.canonicalize().map_err(|error| format!("cannot read: {error}"))?;
        if !self.entered.insert(real) {
            return Ok(());
        }
        let read = |error| format!("cannot read: {error}");
        let mut names: Vec<OsString> = Vec::new();
        for entry in fs::read_dir(folder).map_err(read)? {
            names.push(entry.map_err(read)?.file_name());
        }
        names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
        names.sort_by(|a, b| b.as_encoded_bytes().cmp(a.as_encoded_bytes()));
        let entries = names.into_iter().map(|name| (folder.join(name), depth + 1));
        self.pending.extend(entries);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Walked;

    fn next(&mut self) -> Option<Walked> {
        loop {
            let (path, depth) = if self.reading_list && self.pending.last().is_none_or(|p| p.1 == 0)
            {
                match self.next_listed() {
                    Some(Ok(path)) => (path, 0),
                    Some(Err(item)) => return Some(Walked::Rejected(Box::new(item))),
                    None => {
                        self.reading_list = false;
                        continue;
                    }
                }
            } else {
                self.pending.pop()?
            };
            if depth == 0 {
                self.entered.clear();
                if path.as_os_str() == "-" && !self.reading_list {
                    self.reading_list = self.list.is_some();
                    continue;
                }
            }
            let reason = match fs::metadata(&path) {
                Ok(data) if data.is_dir() => match self.enter(&path, depth) {
                    Ok(()) => continue,
                    Err(reason) => reason,
                },
                Ok(data) if data.is_file() => return Some(Walked::File(path)),
                Ok(_) => "not a regular file".to_owned(),
                Err(error) => format!("cannot read: {error}"),
            };
            let origin = path.display().to_string();
            let item = Item::rejected(origin, 0, false, &reason);
            return Some(Walked::Rejected(Box::new(item)));
        }
    }
}

#[cfg(unix)]
fn path_of(line: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(line))
}

#[cfg(not(unix))]
fn path_of(line: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(line).into_owned())
}
