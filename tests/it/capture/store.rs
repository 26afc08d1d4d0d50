//! The folder of captures: appending, rotation, recovery, scanning.

use std::fs;
use std::path::Path;

use newsint::capture::{Appender, Location, RecordType, Scan};
use newsint::error::Error;

use super::{NOW, resource};

/// Texts of all resource records, and what is damaged.
fn contents(folder: &Path) -> (Vec<String>, Vec<String>) {
    let (mut texts, mut damage) = (Vec::new(), Vec::new());
    for item in Scan::new(folder, None).unwrap() {
        match item {
            Ok(scanned) if scanned.record.record_type == RecordType::Warcinfo => {}
            Ok(scanned) => texts.push(String::from_utf8(scanned.record.block).unwrap()),
            Err(found) => damage.push(found.to_string()),
        }
    }
    (texts, damage)
}

fn append(folder: &Path, texts: &[&str]) -> Vec<Location> {
    let mut appender = Appender::open(folder, None, NOW).unwrap();
    let locations = texts.iter().map(|text| appender.append(&resource("http://a/", text)).unwrap());
    let locations = locations.collect();
    appender.sync().unwrap();
    locations
}

#[test]
fn files_are_rotated_and_scanned_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("captures");
    let texts: Vec<String> = (0..12).map(|n| format!("text {n}")).collect();
    let mut locations = Vec::new();
    for part in texts.chunks(5) {
        let mut appender = Appender::open_with(&path, None, NOW, 1000).unwrap();
        for text in part {
            locations.push(appender.append(&resource("http://a/", text)).unwrap());
        }
        appender.sync().unwrap();
    }
    assert!(locations.last().unwrap().file.as_str() > "newsint-000003.warc.gz");
    assert_eq!(contents(&path), (texts, Vec::new()));

    let scanned: Vec<Location> = Scan::new(&path, None)
        .unwrap()
        .map(Result::unwrap)
        .filter(|scanned| scanned.record.record_type == RecordType::Resource)
        .map(|scanned| scanned.location)
        .collect();
    assert_eq!(scanned, locations);
    let from = &locations[4];
    let rest = Scan::new(&path, Some((from.file.as_str(), from.end()))).unwrap();
    let rest = rest.map(Result::unwrap).map(|scanned| scanned.location);
    assert_eq!(rest.filter(|at| locations.contains(at)).count(), 7);
    for name in fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()) {
        let name = name.into_string().unwrap();
        if name != "writer.lock" {
            let first = newsint::capture::read_at(&path.join(&name), 0).unwrap();
            assert_eq!(first.record_type, RecordType::Warcinfo);
            assert_eq!(first.fields.get("WARC-Filename"), Some(name.as_str()));
        }
    }
}

#[test]
fn a_torn_tail_of_any_length_is_cut_and_nothing_else() {
    let whole = tempfile::tempdir().unwrap();
    let locations = append(whole.path(), &["one", "two", "three"]);
    let last = locations.last().unwrap();
    let bytes = fs::read(whole.path().join(&last.file)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(&last.file);
    for length in last.offset..last.end() {
        fs::write(&path, &bytes[..length as usize]).unwrap();
        for item in Scan::new(folder.path(), None).unwrap() {
            if let Err(damage) = item {
                assert!(damage.torn_tail && damage.error.offset == last.offset, "{damage}");
                assert!(length > last.offset);
            }
        }
        let known = locations.get(1).map(|at| (at.file.as_str(), at.end()));
        let known = known.filter(|_| length % 2 == 0);
        let mut appender = Appender::open(folder.path(), known, NOW).unwrap();
        let again = appender.append(&resource("http://a/", "again")).unwrap();
        assert_eq!(again.offset, last.offset, "at length {length}");
        let (texts, damage) = contents(folder.path());
        assert_eq!((texts.join(" "), damage.len()), ("one two again".to_owned(), 0));
    }
}

#[test]
fn a_file_without_one_whole_record_is_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    for torn in [&b""[..], b"\x1f", b"\x1f\x8b\x08\0\0"] {
        fs::write(folder.path().join("newsint-000001.warc.gz"), torn).unwrap();
        append(folder.path(), &["one"]);
        assert_eq!(contents(folder.path()).0, ["one"]);
        let first = newsint::capture::read_at(&folder.path().join("newsint-000001.warc.gz"), 0);
        assert_eq!(first.unwrap().record_type, RecordType::Warcinfo);
    }
}

#[test]
fn other_damage_is_left_alone_and_a_new_file_begun() {
    let folder = tempfile::tempdir().unwrap();
    let locations = append(folder.path(), &["one", "two", "three"]);
    let two = &locations[1];
    let path = folder.path().join(&two.file);
    let mut bytes = fs::read(&path).unwrap();
    bytes[(two.offset + two.length / 2) as usize] ^= 0x55;
    fs::write(&path, &bytes).unwrap();
    let after = append(folder.path(), &["four"]);
    assert_eq!(after.first().unwrap().file, "newsint-000002.warc.gz");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let (texts, damage) = contents(folder.path());
    assert_eq!((texts.join(" "), damage.len()), ("one three four".to_owned(), 1));
}

#[test]
fn lost_acknowledged_bytes_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let locations = append(folder.path(), &["one"]);
    let one = locations.first().unwrap();
    let known = Some((one.file.as_str(), one.end() + 1));
    let error = Appender::open(folder.path(), known, NOW).unwrap_err();
    assert!(matches!(error, Error::Data { .. }), "{error}");
    let gone = Appender::open(folder.path(), Some(("newsint-000009.warc.gz", 5)), NOW);
    assert!(matches!(gone.unwrap_err(), Error::Io { .. }));
}

#[test]
fn a_second_writer_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Appender::open(folder.path(), None, NOW).unwrap();
    let second = Appender::open(folder.path(), None, NOW).unwrap_err();
    assert!(second.to_string().contains("being written"), "{second}");
    drop(first);
    Appender::open(folder.path(), None, NOW).unwrap();
}

#[test]
#[cfg(unix)]
fn a_read_only_folder_is_told_with_its_path() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("captures");
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(path.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    let error = Appender::open(&path, None, NOW).unwrap_err();
    assert!(error.to_string().contains("captures"), "{error}");
}

#[test]
fn a_missing_folder_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Scan::new(&folder.path().join("none"), None).unwrap().count(), 0);
}
