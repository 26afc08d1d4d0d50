//! What `add` reads: kinds of files, order, bad inputs.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use newsint::capture::{Incoming, Inputs, Item, WarcReader, prepare, to_capture, total_bytes};
use newsint::limits::FOLDER_DEPTH_MAX;
use newsint::model::MediaKind;
use zip::write::SimpleFileOptions;

use super::{NOW, resource};

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn items(path: &Path) -> Vec<Item> {
    Inputs::new(vec![path.to_path_buf()]).collect()
}

/// Origins relative to `folder`, with the kind or the reason.
fn told(folder: &Path, items: Vec<Item>) -> Vec<String> {
    let base = format!("{}/", folder.display());
    let tell = |item: Item| match item.result {
        Ok(incoming) => format!("{} {:?}", item.origin, incoming.kind),
        Err(rejected) if rejected.skipped => format!("skipped {}", rejected.reason),
        Err(rejected) => rejected.reason,
    };
    items.into_iter().map(|item| tell(item).replace(&base, "")).collect()
}

#[test]
fn a_folder_in_the_order_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "b.html", "<p>b");
    write(root, "B.TXT", "text");
    write(root, "a/z.md", "# z");
    write(root, "a/.hidden.txt", "no");
    write(root, ".git/x.txt", "no");
    write(root, "c.bin", b"a\0b");
    write(root, "d.pdf", "%PDF-1.5 ...");
    write(root, "e.html", "");
    write(root, "f", "words without an extension");
    write(root, "g", "<!DOCTYPE html><p>g");
    write(root, "h.txt", " \n ");
    write(root, "i.html", b"\x89PNG\r\n\x1a\n");
    assert_eq!(
        told(root, items(root)),
        [
            "B.TXT Some(Text)",
            "a/z.md Some(Markdown)",
            "b.html Some(Html)",
            "skipped c.bin: binary data is not read",
            "skipped d.pdf: a PDF document is not read",
            "e.html: empty file",
            "f Some(Text)",
            "g Some(Html)",
            "h.txt: file without text",
            "skipped i.html: a PNG image is not read",
        ]
    );
    let sum: u64 = items(root).iter().map(|item| item.input_bytes).sum();
    assert_eq!(total_bytes(&[root.to_path_buf()]), Some(sum));
}

#[test]
#[cfg(unix)]
fn loops_pipes_and_missing_paths_are_no_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "a/one.txt", "one");
    std::os::unix::fs::symlink(root, root.join("a/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", root.join("a/dangling")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", root.join("a/device.txt")).unwrap();
    let told = told(root, items(root));
    assert!(told[0].starts_with("a/dangling: cannot read"), "{told:?}");
    assert_eq!(told[1..], ["a/device.txt: not a regular file", "a/one.txt Some(Text)"]);
    let missing = items(&root.join("missing.html"));
    assert!(missing[0].result.as_ref().unwrap_err().reason.contains("missing.html"));
}

#[test]
fn deep_folders_end() {
    let folder = tempfile::tempdir().unwrap();
    let deep: PathBuf = std::iter::repeat_n("d", FOLDER_DEPTH_MAX + 3).collect();
    write(folder.path(), deep.join("x.txt").to_str().unwrap(), "x");
    let reason = &told(folder.path(), items(folder.path()))[0];
    assert!(reason.contains("nested deeper"), "{reason}");
}

#[test]
fn lists_of_paths() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "one.txt", "one");
    write(root, "sub/two.txt", "two");
    write(root, "last.txt", "last");
    for end in ["\n", "\r\n", "\0"] {
        let list = format!("{0}/one.txt{end}{0}/none{end}{0}/sub{end}", root.display());
        let paths = vec![PathBuf::from("-"), root.join("last.txt")];
        let inputs = Inputs::with_list(paths, Box::new(Cursor::new(list.into_bytes())));
        let told = told(root, inputs.collect());
        assert!(told[1].starts_with("none: cannot read"), "{told:?}");
        let good: Vec<_> = told.iter().filter(|t| !t.starts_with("none")).collect();
        assert_eq!(good, ["one.txt Some(Text)", "sub/two.txt Some(Text)", "last.txt Some(Text)"]);
    }
    assert_eq!(total_bytes(&[PathBuf::from("-")]), None);
}

const LINES: &str = "{\"text\":\"one\",\"url\":\"http://a/\"}\n\nnot json\n{\"title\":\"x\"}\r\n\
                     {\"html\":\"<p>two\"}\n{\"text\":\"cut";

#[test]
fn a_broken_line_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "x.jsonl", LINES);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(LINES.as_bytes()).unwrap();
    write(folder.path(), "y.ndjson.gz", gzip.finish().unwrap());
    write(folder.path(), "z", LINES);
    for name in ["x.jsonl", "y.ndjson.gz", "z"] {
        let path = folder.path().join(name);
        let told = told(folder.path(), items(&path));
        assert_eq!(told[0], format!("{name}:1 Some(Item)"));
        assert!(told[1].starts_with(&format!("{name}:3: bad JSON at column 2")), "{told:?}");
        assert_eq!(told[2], format!("{name}:4: neither \"text\" nor \"html\""));
        assert_eq!(told[3], format!("{name}:5 Some(Item)"));
        assert!(told[4].starts_with(&format!("{name}:6: bad JSON at column")), "{told:?}");
        assert_eq!(told.len(), 5);
        let items = items(&path);
        let size = fs::metadata(&path).unwrap().len();
        assert_eq!(items.iter().map(|item| item.input_bytes).sum::<u64>(), size);
        let incoming: Vec<Incoming> = items.into_iter().filter_map(|i| i.result.ok()).collect();
        assert_eq!(incoming[0].url, "http://a/");
        assert!(incoming[1].url.ends_with(&format!("{name}#L5")), "{}", incoming[1].url);
        assert_eq!(incoming[1].block(), b"{\"html\":\"<p>two\"}");
    }
}

#[test]
fn cut_gzip_files_give_what_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    for n in 0..10_000 {
        writeln!(gzip, "{{\"text\":\"line {n}\"}}").unwrap();
    }
    let bytes = gzip.finish().unwrap();
    write(folder.path(), "x.jsonl.gz", &bytes[..bytes.len() / 2]);
    let all = items(&folder.path().join("x.jsonl.gz"));
    assert!(all.len() > 1000);
    assert_eq!(all.iter().filter(|item| item.result.is_err()).count(), 1);
    assert!(all.last().unwrap().result.is_err());

    let two = [resource("http://a/", "one").bytes, resource("http://b/", "two").bytes].concat();
    write(folder.path(), "x.warc.gz", &two[..two.len() - 5]);
    let told = told(folder.path(), items(&folder.path().join("x.warc.gz")));
    assert_eq!(told[0], "x.warc.gz@0 None");
    assert!(told[1].contains("file ends in the middle of a record"), "{told:?}");
}

/// A WACZ file with these entries.
fn wacz(entries: &[(&str, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn web_archives_in_zip_files() {
    let folder = tempfile::tempdir().unwrap();
    let entries = [
        ("datapackage.json", b"{}".to_vec()),
        ("archive/b.warc.gz", resource("http://b/", "b").bytes),
        ("archive/a.warc.gz", resource("http://a/", "a").bytes),
        ("pages/pages.jsonl", b"{\"text\":\"no\"}".to_vec()),
        ("archive/c.warc.gz", b"\x1f\x8b\x08broken".to_vec()),
    ];
    for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
        write(folder.path(), "x.wacz", wacz(&entries, method));
        let told = told(folder.path(), items(&folder.path().join("x.wacz")));
        assert_eq!(
            told[..2],
            ["x.wacz/archive/a.warc.gz@0 None", "x.wacz/archive/b.warc.gz@0 None"]
        );
        assert!(told[2].starts_with("x.wacz/archive/c.warc.gz@0: "), "{told:?}");
        assert_eq!(told.len(), 3);
    }
    write(folder.path(), "y.wacz", "no zip");
    assert!(told(folder.path(), items(&folder.path().join("y.wacz")))[0].contains("ZIP"));
    write(folder.path(), "z.wacz", wacz(&entries[..1], zip::CompressionMethod::Stored));
    assert!(told(folder.path(), items(&folder.path().join("z.wacz")))[0].contains("without WARC"));
}

#[test]
fn zip_bombs_have_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut zeros = b"WARC/1.0\r\nContent-Length: 40000000\r\n\r\n".to_vec();
    zeros.resize(60_000_000, 0);
    let bytes = wacz(&[("archive/a.warc", zeros)], zip::CompressionMethod::Deflated);
    assert!(bytes.len() < 100_000);
    write(folder.path(), "x.wacz", &bytes);
    let told = told(folder.path(), items(&folder.path().join("x.wacz")));
    assert!(told.len() == 1 && told[0].contains("over 1000 to 1"), "{told:?}");
}

#[test]
fn what_is_stored_gives_the_same_capture() {
    let folder = tempfile::tempdir().unwrap();
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=koi8-r\r\n\r\n<p>\u{416}";
    let response =
        newsint::capture::RecordDraft::response("http://a/x y", "2016-09-19", page.as_bytes());
    let response = response.ip_address("192.0.2.7").copied_from(Some("<urn:x:y>"));
    write(folder.path(), "a.warc.gz", newsint::capture::encode(&response).unwrap().bytes);
    write(folder.path(), "b.html", "<p>b");
    write(folder.path(), "c.md", "# c");
    write(folder.path(), "d.jsonl", "{\"text\":\"d\"}\n");
    write(folder.path(), "e.txt", "e");
    let all = items(folder.path());
    assert_eq!(all.len(), 5);
    for item in all {
        let prepared = prepare(item.result.unwrap(), NOW).unwrap();
        let read = WarcReader::new(prepared.encoded.bytes.as_slice()).next().unwrap().unwrap();
        if item.origin.contains("a.warc.gz") {
            assert_eq!(read.record.fields.get("WARC-IP-Address"), Some("192.0.2.7"));
            assert_eq!(read.record.record_id(), Some("<urn:x:y>"));
            assert_eq!(read.record.date(), Some("2016-09-19T00:00:00Z"));
            assert_eq!(read.record.block, page.as_bytes());
        }
        let stored = to_capture(read.record).unwrap();
        let capture = prepared.capture.unwrap();
        assert_eq!(capture, stored);
        assert!(matches!(capture.kind, MediaKind::Html) || capture.fetched_at == NOW);
    }
}
