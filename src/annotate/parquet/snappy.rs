//! Snappy's raw format (`format_description.txt` of its sources): what pandas packs pages with.

use super::thrift::Bytes;

/// Unpacks to exactly `size` bytes, or to nothing.
pub(super) fn unpack(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut bytes = Bytes(packed);
    if bytes.size()? != size {
        return None;
    }
    let mut out: Vec<u8> = Vec::with_capacity(size);
    while let Some(tag) = bytes.byte() {
        let high = usize::from(tag >> 2);
        let number = |bytes: &mut Bytes<'_>, n: usize| {
            let taken = bytes.take(n)?;
            Some(taken.iter().rev().fold(0_usize, |n, &b| n << 8 | usize::from(b)))
        };
        let (back, length) = match tag & 3 {
            0 => {
                let length = if high < 60 { high } else { number(&mut bytes, high - 59)? };
                out.extend_from_slice(bytes.take(length.checked_add(1)?)?);
                continue;
            }
            1 => ((high >> 3) << 8 | number(&mut bytes, 1)?, (high & 7) + 4),
            2 => (number(&mut bytes, 2)?, high + 1),
            _ => (number(&mut bytes, 4)?, high + 1),
        };
        let from = out.len().checked_sub(back).filter(|_| back > 0)?;
        if out.len() + length > size {
            return None;
        }
        // What is copied may reach into what is being written.
        for at in from..from + length {
            out.push(*out.get(at)?);
        }
    }
    (out.len() == size).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_copies() {
        // "abab" as two letters and a copy of four from two back would be "ababab".
        let packed = [6, 4, b'a', b'b', 1, 2];
        assert_eq!(unpack(&packed, 6).as_deref(), Some(&b"ababab"[..]));
        assert_eq!(unpack(&packed, 7), None);
        assert_eq!(unpack(&[4, 4, b'a', b'b', 1, 3], 6), None);
        let long = [&[70, 60 << 2, 69][..], &[b'x'; 70]].concat();
        assert_eq!(unpack(&long, 70), Some(vec![b'x'; 70]));
    }
}
