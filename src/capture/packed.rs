//! Files that may be packed with gzip: data for training and evaluation.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use crate::error::{Error, Result};
use crate::limits::TRAINING_BYTES_MAX;

/// The text of a UTF-8 file, unpacked if it begins as gzip does; at most [`TRAINING_BYTES_MAX`].
pub fn read_text(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(|e| Error::io("open", path, e))?;
    let mut reader = BufReader::new(file);
    let start = reader.fill_buf().map_err(|e| Error::io("read", path, e))?;
    let packed = start.starts_with(&[0x1f, 0x8b]);
    let mut bytes = Vec::new();
    let limit = TRAINING_BYTES_MAX as u64 + 1;
    let read = if packed {
        MultiGzDecoder::new(reader).take(limit).read_to_end(&mut bytes)
    } else {
        reader.take(limit).read_to_end(&mut bytes)
    };
    read.map_err(|e| Error::io("read", path, e))?;
    if bytes.len() > TRAINING_BYTES_MAX {
        return Err(Error::data(path, format!("more than {TRAINING_BYTES_MAX} bytes of text")));
    }
    String::from_utf8(bytes).map_err(|e| {
        Error::data(path, format!("not UTF-8 at byte {}", e.utf8_error().valid_up_to()))
    })
}
