//! Names and order of the files in a folder of captures.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::error::{Error, Result};

/// Name of the capture file with that number, counted from 1.
pub(super) fn file_name(number: u32) -> String {
    format!("newsint-{number:06}.warc.gz")
}

/// The number in the name of a capture file; `None` for other files.
pub(super) fn file_number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("newsint-")?.strip_suffix(".warc.gz")?;
    let plain = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && *number > 0)
}

/// The numbers of all capture files of a folder, ascending; none if the folder is not there.
pub(super) fn file_numbers(folder: &Path) -> Result<Vec<u32>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder, error)),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::io("read", folder, error))?;
        numbers.extend(entry.file_name().to_str().and_then(file_number));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(file_name(7), "newsint-000007.warc.gz");
        assert_eq!(file_number("newsint-000007.warc.gz"), Some(7));
        assert_eq!(file_number("newsint-1000000.warc.gz"), Some(1_000_000));
        for name in
            ["newsint-7.warc.gz", "newsint-000000.warc.gz", "x.warc.gz", "newsint-00000a.warc.gz"]
        {
            assert_eq!(file_number(name), None, "{name}");
        }
    }
}
