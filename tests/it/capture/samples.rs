//! Archives of other writers, as published with their test suites.

use std::fs::File;

use newsint::capture::{Inputs, RecordType, WarcReader, to_capture, verify_record};

use crate::shared::shared;

#[test]
fn every_sample_reads_sensibly() {
    let Some(folder) = shared("bench/crawl/warc") else { return };
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (mut records, mut pages, mut errors) = (0, 0, Vec::new());
        for item in WarcReader::new(File::open(&path).unwrap()) {
            match item {
                Ok(read) => {
                    records += 1;
                    let of_page = read.record.record_type == RecordType::Response;
                    let verified = verify_record(&read.record);
                    if !verified.is_good() {
                        errors.push(format!("@{}: {verified:?}", read.offset));
                    }
                    let capture = to_capture(read.record);
                    pages += usize::from(of_page && capture.is_ok());
                }
                Err(error) => errors.push(error.to_string()),
            }
        }
        let expected = match name.as_str() {
            "warcio-bad.arc" => (1, 0, 3),
            "warcio-example.arc" => (2, 1, 0),
            "iipc-hello-world.warc"
            | "warcio-example.warc"
            | "warcio-example.warc.gz"
            | "warcio-example-wget-bad-target-uri.warc.gz" => (6, 1, 0),
            "warcio-example-iana.org-chunked.warc" => (3, 1, 0),
            "warcio-example-space-in-target-uri.warc.gz" => (2, 0, 0),
            "iipc-20130729-heritrix-original.warc.gz" => (1, 1, 0),
            _ => {
                assert!(records > 0, "{name}");
                continue;
            }
        };
        assert_eq!((records, pages, errors.len()), expected, "{name}: {errors:?}");
    }
}

#[test]
fn samples_are_inputs_of_add() {
    let Some(folder) = shared("bench/crawl/warc") else { return };
    let mut inputs = Inputs::new(vec![folder]);
    let urls: Vec<String> =
        inputs.by_ref().filter_map(|item| item.result.ok().map(|incoming| incoming.url)).collect();
    assert!(urls.iter().any(|url| url == "http://www.bl.uk/"), "{urls:?}");
    assert!(urls.iter().any(|url| url == "file:///example%20with%20spaces.png"), "{urls:?}");
    assert!(urls.iter().all(|url| !url.starts_with("metadata:") && !url.starts_with('<')));
    assert!(inputs.passed_over() > 20);
}
