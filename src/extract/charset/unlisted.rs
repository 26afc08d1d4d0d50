//! Charsets outside the WHATWG standard that pages in archives are written in: UTF-32, ISO-2022-KR.

use encoding_rs::EUC_KR;

/// Shift out: what follows is Korean (RFC 1557).
const SHIFT_OUT: u8 = 0x0E;
/// Shift in: what follows is ASCII.
const SHIFT_IN: u8 = 0x0F;
/// The escape sequence that announces Korean (RFC 1557).
const KOREAN: &[u8] = b"\x1B$)C";
/// Bytes in which zeros are counted.
const HEAD_BYTES: usize = 4096;

/// One of these charsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlisted {
    Utf32Le,
    Utf32Be,
    Iso2022Kr,
}

/// UTF-32 by its byte order mark, and the length of that.
pub(super) fn by_mark(body: &[u8]) -> Option<(Unlisted, usize)> {
    match body {
        [0xFF, 0xFE, 0, 0, ..] => Some((Unlisted::Utf32Le, 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Unlisted::Utf32Be, 4)),
        _ => None,
    }
}

/// UTF-32 without a mark: every group of four bytes is a code point.
pub(super) fn by_zeros(body: &[u8]) -> Option<Unlisted> {
    let head = body.get(..HEAD_BYTES).unwrap_or(body);
    let groups = || head.chunks_exact(4).filter_map(|group| <[u8; 4]>::try_from(group).ok());
    let is_point = |code: u32| code != 0 && char::from_u32(code).is_some();
    if groups().count() < 2 {
        return None;
    }
    if groups().all(|group| is_point(u32::from_le_bytes(group))) {
        Some(Unlisted::Utf32Le)
    } else if groups().all(|group| is_point(u32::from_be_bytes(group))) {
        Some(Unlisted::Utf32Be)
    } else {
        None
    }
}

/// ISO-2022-KR by its announcement and a shift.
pub(super) fn by_escapes(body: &[u8]) -> Option<Unlisted> {
    let announced = memchr::memmem::find(body, KOREAN).is_some();
    (announced && memchr::memchr(SHIFT_OUT, body).is_some()).then_some(Unlisted::Iso2022Kr)
}

impl Unlisted {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Iso2022Kr => "ISO-2022-KR",
        }
    }

    pub(super) fn decode(self, body: &[u8]) -> String {
        let wide = |read: fn([u8; 4]) -> u32| {
            let groups = body.chunks_exact(4).filter_map(|group| group.try_into().ok());
            let point = |group| char::from_u32(read(group)).unwrap_or(char::REPLACEMENT_CHARACTER);
            groups.map(point).collect()
        };
        match self {
            Self::Utf32Le => wide(u32::from_le_bytes),
            Self::Utf32Be => wide(u32::from_be_bytes),
            Self::Iso2022Kr => korean(body),
        }
    }
}

/// Shifted bytes are those of EUC-KR without their highest bit.
fn korean(body: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(body.len());
    let mut shifted = false;
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        rest = match (*byte, rest.strip_prefix(KOREAN)) {
            (_, Some(after)) => after,
            (SHIFT_OUT | SHIFT_IN, _) => {
                shifted = *byte == SHIFT_OUT;
                after
            }
            (byte, _) => {
                // A line begins in ASCII.
                shifted &= byte != b'\n';
                bytes.push(if shifted && byte > b' ' { byte | 0x80 } else { byte });
                after
            }
        };
    }
    EUC_KR.decode_without_bom_handling(&bytes).0.into_owned()
}
