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
    let reader: Box<dyn BufRead + Send> = if path.as_os_str() == "-" {
        Box::new(BufReader::with_capacity(1 << 16, io::stdin()))
    } else {
        Box::new(BufReader::with_capacity(
            1 << 16,
            File::open(path).map_err(|e| Error::io("open", path, e))?,
        ))
    };
    let lines = reader.split(b'\n').map_while(std::result::Result::ok).enumerate();
    Ok(lines
        .map(|(i, bytes)| Line { number: i + 1, bytes })
        .filter(|line| line.bytes.iter().any(|b| !b.is_ascii_whitespace())))
}
