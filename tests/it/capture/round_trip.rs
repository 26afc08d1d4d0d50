//! Any draft, encoded and read back, is the same record.

use std::io::Write as _;
use std::process::Command;

use newsint::capture::{
    RecordDraft, RecordType, WarcReader, encode, read_at, sha256_hex, verify_record,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::NOW;

fn block() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..2000),
        Just(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n\r\n\r\n".to_vec()),
        Just(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x".to_vec()),
        Just(vec![b'x'; 300_000]),
        vec(prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..100),
    ]
}

fn draft<'a>(kind: u8, url: &'a str, block: &'a [u8]) -> RecordDraft<'a> {
    match kind {
        0 => RecordDraft::response(url, NOW, block),
        1 => RecordDraft::resource(url, NOW, "text/html; charset=utf-8", block),
        2 => RecordDraft::request(url, NOW, block),
        3 => RecordDraft::metadata(url, NOW, "<urn:uuid:x>", block),
        4 => RecordDraft::warcinfo(NOW, "a.warc.gz", block),
        5 => RecordDraft::conversion(url, NOW, "text/plain", block),
        _ => RecordDraft::revisit(url, NOW, "00ff", ("http://first/", NOW), block),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn drafts_survive(
        drafts in vec((0u8..7, "[a-z]{1,9}://[!-;=?-~]{0,40}", block()), 1..6)
    ) {
        let mut file = Vec::new();
        let mut spans = Vec::new();
        for (kind, url, block) in &drafts {
            let encoded = encode(&draft(*kind, url, block)).unwrap();
            prop_assert_eq!(&encoded, &encode(&draft(*kind, url, block)).unwrap());
            spans.push((file.len() as u64, encoded.bytes.len() as u64, encoded.record_id));
            file.extend(encoded.bytes);
        }
        let read: Vec<_> = WarcReader::new(file.as_slice()).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read.len(), drafts.len());
        for ((item, (kind, url, block)), span) in read.iter().zip(&drafts).zip(spans) {
            let record = &item.record;
            prop_assert_eq!(&record.block, block);
            prop_assert_eq!((item.offset, item.length), (span.0, span.1));
            prop_assert_eq!(record.record_id(), Some(span.2.as_str()));
            prop_assert_eq!(record.date(), Some(NOW));
            if *kind != 4 {
                prop_assert_eq!(record.target_uri(), Some(url.as_str()));
            }
            prop_assert!(verify_record(record).is_good());
        }
    }

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in vec(any::<u8>(), 0..600), gzip in any::<bool>()) {
        let mut bytes = bytes;
        if gzip {
            bytes.splice(0..0, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
        }
        prop_assert!(WarcReader::new(bytes.as_slice()).count() <= bytes.len() + 1);
    }
}

#[test]
fn fields_of_each_type() {
    let sha256 = sha256_hex(b"body");
    let block = b"HTTP/1.1 200 OK\r\n\r\nbody";
    let encoded = encode(
        &RecordDraft::response("http://a/", NOW, block)
            .ip_address("192.0.2.1")
            .truncated("length")
            .copied_from(Some("<urn:x:1>")),
    )
    .unwrap();
    assert_eq!(encoded.sha256, sha256, "the payload is the body");
    assert_eq!(encoded.record_id, "<urn:x:1>");
    let read = WarcReader::new(encoded.bytes.as_slice()).next().unwrap().unwrap().record;
    assert_eq!(read.record_type, RecordType::Response);
    assert_eq!(read.payload_sha256(), Some(sha256.clone()));
    let fields = &read.fields;
    assert_eq!(fields.get("WARC-Truncated"), Some("length"));
    assert_eq!(fields.get("WARC-IP-Address"), Some("192.0.2.1"));

    let refers_to = ("http://first/", "2020-01-01T00:00:00Z");
    let revisit = RecordDraft::revisit("http://b/", NOW, &sha256, refers_to, b"");
    let encoded = encode(&revisit).unwrap();
    assert_eq!(encoded.sha256, sha256);
    let read = WarcReader::new(encoded.bytes.as_slice()).next().unwrap().unwrap().record;
    assert_eq!(read.fields.get("WARC-Refers-To-Target-URI"), Some("http://first/"));
    assert!(read.fields.get("WARC-Profile").unwrap().ends_with("/identical-payload-digest"));

    let bad_id =
        encode(&RecordDraft::response("http://a/", NOW, block).copied_from(Some("a\r\nb")));
    assert!(bad_id.unwrap().record_id.starts_with("<urn:uuid:"));
}

#[test]
fn a_changed_byte_is_found() {
    let encoded = encode(&RecordDraft::response("http://a/", NOW, b"HTTP/1.1 200 OK\r\n\r\nbody"));
    let bytes = encoded.unwrap().bytes;
    let mut record = WarcReader::new(bytes.as_slice()).next().unwrap().unwrap().record;
    *record.block.last_mut().unwrap() = b'!';
    let verified = verify_record(&record);
    assert!(verified.block.is_mismatch() && verified.payload.is_mismatch());
    *record.block.last_mut().unwrap() = b'y';
    *record.block.first_mut().unwrap() = b'h';
    assert!(verify_record(&record).block.is_mismatch(), "the head is part of the block");
}

#[test]
fn one_record_is_read_at_its_offset() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc.gz");
    let (one, two) = (super::resource("http://a/", "one"), super::resource("http://b/", "two"));
    std::fs::write(&path, [one.bytes.as_slice(), &two.bytes].concat()).unwrap();
    assert_eq!(read_at(&path, one.bytes.len() as u64).unwrap().block, b"two");
    let wrong = read_at(&path, 5).unwrap_err().to_string();
    assert!(wrong.contains("a.warc.gz"), "{wrong}");
    assert!(read_at(&path, 1 << 40).is_err());
}

#[test]
fn the_usual_checker_agrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc.gz");
    let mut file = std::fs::File::create(&path).unwrap();
    let html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\xed\x95\x9c";
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for kind in 0..7 {
        let payload = if kind < 2 { &html[..] } else { b"software: newsint\r\n" };
        file.write_all(&encode(&draft(kind, "http://a/b?c=d", payload)).unwrap().bytes).unwrap();
    }
    let chunked = encode(&RecordDraft::response("http://a/", NOW, chunked)).unwrap();
    file.write_all(&chunked.bytes).unwrap();
    drop(file);
    match Command::new("warcio").arg("check").arg("-v").arg(&path).output() {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success() && told.contains("digest pass"), "{told}");
        }
        Err(_) => eprintln!("skipped: no warcio"),
    }
}
