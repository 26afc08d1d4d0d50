//! Reading what the filters (`extract`, `tag`) work on: one file, standard input, or JSON lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{Error, Result};
use crate::limits::INPUT_BYTES_MAX;

/// All bytes of a file, or of stdin for `-`; at most [`INPUT_BYTES_MAX`].
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let limit = INPUT_BYTES_MAX as u64;
    if path.as_os_str() == "-" {
        io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut out)
            .map_err(|e| Error::io("read", "standard input", e))?;
    } else {
        let file = File::open(path).map_err(|e| Error::io("open", path, e))?;
        file.take(limit).read_to_end(&mut out).map_err(|e| Error::io("read", path, e))?;
    }
    Ok(out)
}

/// One line of a JSON-lines stream, with its number from 1.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) bytes: Vec<u8>,
}

/// The non-empty lines of a file, or of stdin for `-`.
pub(super) fn lines(path: &Path) -> Result<impl Iterator<Item = Line> + Send + use<>> {
    Ok(batches(path)?.flatten())
}

/// The same, as many at a time as one reading gave: few hand-overs between threads where lines are
/// short, and no line waits for the next.
pub(super) fn batches(path: &Path) -> Result<impl Iterator<Item = Vec<Line>> + Send + use<>> {
    let source: Box<dyn Read + Send> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(|e| Error::io("open", path, e))?)
    };
    let mut reader = BufReader::with_capacity(1 << 16, source);
    let mut number = 0;
    Ok(std::iter::from_fn(move || {
        let mut batch = Vec::new();
        loop {
            let mut bytes = Vec::new();
            // A stream that fails ends here, with the lines before.
            if reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
                number += 1;
            } else {
                break;
            }
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.iter().any(|b| !b.is_ascii_whitespace()) {
                batch.push(Line { number, bytes });
            }
            if !reader.buffer().contains(&b'\n') && !batch.is_empty() {
                break;
            }
        }
        (!batch.is_empty()).then_some(batch)
    }))
}
