//! Charsets: what pages say of themselves, and what has to be guessed.

use encoding_rs::Encoding;
use newsint::extract::{charset_of, decode_text};

use crate::shared::shared;

#[test]
fn pages_name_their_charset_as_browsers_find_it() {
    let Some(folder) = shared("bench/crawl") else { return };
    let text = std::fs::read_to_string(folder.join("html_charset.jsonl")).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let coded = case["data_b64"].as_str().unwrap();
        let body = data_encoding::BASE64.decode(coded.as_bytes()).unwrap();
        let expected = Encoding::for_label(case["encoding"].as_str().unwrap().as_bytes()).unwrap();
        let found = charset_of(&body, None, true);
        // Where a browser falls back to its default, plain ASCII is UTF-8 as well.
        let fallback = body.is_ascii() && expected == encoding_rs::WINDOWS_1252;
        // UTF-8 that can't be read in the charset it says it is in (one case).
        let contradicted = expected.decode_without_bom_handling(&body).1;
        let excused = found == "UTF-8" && (fallback || contradicted);
        if found != expected.name() && !excused {
            wrong.push(format!("{}: {found}, not {}", case["id"], expected.name()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The text of a file in the charset its folder is named after; `None` for charsets that the
/// WHATWG standard lacks and we too.
fn by_name(folder: &str, body: &[u8]) -> Option<String> {
    let wide = |read: fn([u8; 4]) -> u32| -> String {
        let point = |group: &[u8]| char::from_u32(read(group.try_into().unwrap())).unwrap();
        body.chunks_exact(4).map(point).collect()
    };
    let text = match folder {
        "UTF-32LE" => wide(u32::from_le_bytes),
        "UTF-32" if body.starts_with(&[0xFF]) => wide(u32::from_le_bytes),
        "UTF-32BE" | "UTF-32" => wide(u32::from_be_bytes),
        "iso-2022-kr" => seven_bit_korean(body),
        "CP949" => encoding_rs::EUC_KR.decode(body).0.into_owned(),
        "MacCyrillic" => encoding_rs::X_MAC_CYRILLIC.decode(body).0.into_owned(),
        _ => {
            // "windows-1250-polish", "utf-8-sig"
            let shorter = folder.rsplit_once('-').map_or(folder, |(label, _)| label);
            let label = |name: &str| Encoding::for_label(name.as_bytes());
            label(folder).or_else(|| label(shorter))?.decode(body).0.into_owned()
        }
    };
    Some(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// ISO-2022-KR: the shifted bytes are those of EUC-KR without their highest bit.
fn seven_bit_korean(body: &[u8]) -> String {
    let mut out = String::new();
    for part in body.split(|byte| *byte == 0x0F) {
        let mut halves = part.splitn(2, |byte| *byte == 0x0E);
        out += &String::from_utf8_lossy(halves.next().unwrap());
        let korean: Vec<u8> = halves.next().unwrap_or(b"").iter().map(|b| b | 0x80).collect();
        out += &encoding_rs::EUC_KR.decode_without_bom_handling(&korean).0;
    }
    out.replace("\x1B$)C", "")
}

#[test]
fn undeclared_charsets_are_guessed() {
    let Some(folder) = shared("bench/crawl/charset") else { return };
    let (mut all, mut wrong) = (0, Vec::new());
    for encoding in std::fs::read_dir(folder).unwrap() {
        let encoding = encoding.unwrap().path();
        let name = encoding.file_name().unwrap().to_str().unwrap();
        for file in std::fs::read_dir(&encoding).unwrap() {
            let file = file.unwrap().path();
            let body = std::fs::read(&file).unwrap();
            all += 1;
            let text = decode_text(&body);
            if by_name(name, &body).as_deref() != Some(text.trim_start_matches('\u{FEFF}')) {
                wrong.push(format!("{}: {}", file.display(), charset_of(&body, None, false)));
            }
        }
    }
    assert!(wrong.len() * 1_000 <= all * 25, "{wrong:#?}");
}
