//! Damaged archives: every whole record is given, and where the damage is.

use newsint::capture::{ReadError, WarcReader};

use super::resource;

/// Texts of the whole records, and the errors.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<ReadError>) {
    let (mut texts, mut errors) = (Vec::new(), Vec::new());
    for item in WarcReader::new(bytes) {
        match item {
            Ok(read) => texts.push(String::from_utf8_lossy(&read.record.block).into_owned()),
            Err(error) => errors.push(error),
        }
    }
    (texts, errors)
}

fn plain(texts: &[&str]) -> Vec<u8> {
    let record = |text: &&str| {
        let length = text.len();
        format!("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n{text}\r\n\r\n")
    };
    texts.iter().map(record).collect::<String>().into_bytes()
}

#[test]
fn any_flipped_byte_costs_at_most_its_own_record() {
    let parts: Vec<_> =
        ["one", "two", "three"].map(|text| resource("http://a/", text).bytes).into();
    let file = parts.concat();
    for at in parts[0].len()..parts[0].len() + parts[1].len() {
        let mut bytes = file.clone();
        bytes[at] ^= 0xff;
        let (texts, errors) = read(&bytes);
        assert_eq!(texts.first().map(String::as_str), Some("one"), "flip at {at}");
        assert_eq!(texts.last().map(String::as_str), Some("three"), "flip at {at}");
        // The operating system byte of the header and the like may change without harm.
        assert!(texts.len() == 3 || errors.len() == 1, "flip at {at}: {texts:?} {errors:?}");
    }
}

#[test]
fn a_torn_member_in_the_middle_is_skipped() {
    let parts: Vec<_> =
        ["one", "two", "three"].map(|text| resource("http://a/", text).bytes).into();
    for length in 1..parts[1].len() {
        let bytes = [&parts[0][..], &parts[1][..length], &parts[2][..]].concat();
        let (texts, errors) = read(&bytes);
        assert_eq!(texts, ["one", "three"], "torn to {length}");
        assert_eq!((errors.len(), errors[0].offset), (1, parts[0].len() as u64));
        assert!(!errors[0].incomplete);
    }
}

#[test]
fn a_plain_file_cut_anywhere_gives_its_whole_records() {
    let whole = plain(&["one", "two"]);
    let first = plain(&["one"]).len();
    for length in first + 1..whole.len() {
        let (texts, errors) = read(&whole[..length]);
        assert_eq!(texts[0], "one");
        let content_whole = length >= whole.len() - 4;
        assert_eq!((texts.len(), errors.len()), if content_whole { (2, 0) } else { (1, 1) });
    }
}

#[test]
fn stray_bytes_and_wrong_lengths_are_told_once() {
    let mut bytes = plain(&["one"]);
    bytes.extend(b"stray\nWARC nonsense\n\0\0\n");
    bytes.extend(plain(&["two"]));
    bytes.extend(b"WARC/1.0\r\nWARC-Type: resource\r\n\r\nno length\r\n\r\n");
    bytes.extend(b"WARC/1.0\r\nContent-Length: -3\r\n\r\nbad length\r\n\r\n");
    bytes.extend(plain(&["three"]));
    let (texts, errors) = read(&bytes);
    assert_eq!(texts, ["one", "two", "three"]);
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(errors[0].reason.contains("belong to no record"), "{}", errors[0]);
    assert!(errors[1].reason.contains("Content-Length"), "{}", errors[1]);
}

#[test]
fn line_feeds_alone_folding_and_old_versions() {
    let text = [
        "WARC/0.17\nwarc-type: resource\nWARC-Target-URI: <http://a/\n b>\n",
        "content-length: 3\n\none\n\n",
        "WARC/1.1\nWARC-Type: x-new\nContent-Length: 0\n\n\n\n",
    ]
    .concat();
    let read: Vec<_> = WarcReader::new(text.as_bytes()).collect::<Result<_, _>>().unwrap();
    assert_eq!(read[0].record.target_uri(), Some("http://a/ b"));
    assert_eq!(read[0].record.block, b"one");
    assert_eq!(read[1].record.record_type, newsint::capture::RecordType::Other);
    assert_eq!(read[0].length, read[1].offset);
}

#[test]
fn one_big_gzip_member_reads_like_a_plain_file() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&plain(&["one", "two", "three"])).unwrap();
    let bytes = gzip.finish().unwrap();
    let (texts, errors) = read(&bytes);
    assert_eq!((texts.join(" "), errors.len()), ("one two three".to_owned(), 0));
    let (_, errors) = read(&bytes[..bytes.len() - 20]);
    assert!(errors.len() == 1 && errors[0].incomplete, "{errors:?}");
}

#[test]
fn endless_headers_and_long_lines_end() {
    let many = format!("WARC/1.0\r\n{}", "a: b\r\n".repeat(5_000));
    assert_eq!(read(many.as_bytes()).0.len(), 0);
    let long = format!("WARC/1.0\r\na: {}\r\n\r\n", "b".repeat(1_000_000));
    let (texts, errors) = read(&[long.as_bytes(), &plain(&["one"])].concat());
    assert_eq!((texts, errors.len()), (vec!["one".to_owned()], 1));
}

#[test]
fn a_record_over_the_limit_is_passed_over() {
    use std::io::Read as _;
    let length = newsint::limits::INPUT_BYTES_MAX + 1;
    let head = format!("WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\n");
    let after = [b"\r\n\r\n", plain(&["one"]).as_slice()].concat();
    let input = head.as_bytes().chain(std::io::repeat(b'x').take(length as u64)).chain(&after[..]);
    let items: Vec<_> = WarcReader::new(input).collect();
    assert_eq!(items.len(), 2);
    assert!(items[0].as_ref().unwrap_err().reason.contains("over the limit"));
    assert_eq!(items[1].as_ref().unwrap().record.block, b"one");
}

#[test]
fn a_gzip_bomb_is_stopped() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let length = 64 << 20;
    write!(gzip, "WARC/1.0\r\nContent-Length: {length}\r\n\r\n").unwrap();
    for _ in 0..64 {
        gzip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bytes = [gzip.finish().unwrap(), resource("http://a/", "one").bytes].concat();
    let (texts, errors) = read(&bytes);
    assert_eq!(texts, ["one"]);
    assert!(errors[0].reason.contains("1000 to 1"), "{errors:?}");
}
