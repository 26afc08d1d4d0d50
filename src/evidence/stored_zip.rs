//! ZIP files (APPNOTE 6.3.10) of a few uncompressed parts, the same bytes for the same parts: the
//! package can be made again from what it holds and compared whole.

/// 1 January 1980, the first day a ZIP file can name.
const DATE: u16 = 33;

/// Packs parts; `None` when one is too large for a ZIP file without extensions.
pub(super) fn pack(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in parts {
        let offset = u32::try_from(out.len()).ok()?;
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let size = u32::try_from(bytes.len()).ok()?;
        let length = u16::try_from(name.len()).ok()?;
        // Version 1.0, no flags, stored.
        let mut facts = Vec::new();
        for field in [10, 0, 0, 0, DATE] {
            facts.extend(u16::to_le_bytes(field));
        }
        for field in [crc.sum(), size, size] {
            facts.extend(u32::to_le_bytes(field));
        }
        facts.extend(length.to_le_bytes());
        facts.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&facts);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend(10_u16.to_le_bytes());
        directory.extend(&facts);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, size) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    let count = u16::try_from(parts.len()).ok()?;
    out.extend(directory);
    out.extend(b"PK\x05\x06");
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    Some(out)
}
