//! The model file: columns of numbers, compressed.

use super::Model;
use super::clusters::Clusters;
use super::decode::Transitions;
use super::tags::TAGS;

const MAGIC: &[u8; 4] = b"NIE1";
/// Most bytes a model may expand to.
const MODEL_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Most weights a model may have: a slot holds their place in 24 bits.
const MODEL_WEIGHTS_MAX: usize = 1 << 24;
const LEVEL: i32 = 19;

/// A feature's hash and its weights by label.
pub(in crate::tag::entity) type Row = (u32, Vec<(u8, i8)>);

/// Writes a model. Rows and clusters come sorted by hash.
pub(in crate::tag::entity) fn encode(
    rows: &[Row],
    transitions: &Transitions,
    clusters: &[(u32, u16, u8)],
) -> std::io::Result<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    out.extend((rows.len() as u32).to_le_bytes());
    out.extend((clusters.len() as u32).to_le_bytes());
    for weight in transitions.iter().flatten() {
        out.extend(weight.to_le_bytes());
    }
    deltas(&mut out, rows.iter().map(|r| r.0));
    out.extend(rows.iter().map(|r| r.1.len() as u8));
    out.extend(rows.iter().flat_map(|r| r.1.iter().map(|w| w.0)));
    out.extend(rows.iter().flat_map(|r| r.1.iter().map(|w| w.1.cast_unsigned())));
    deltas(&mut out, clusters.iter().map(|c| c.0));
    out.extend(clusters.iter().flat_map(|c| c.1.to_le_bytes()));
    out.extend(clusters.iter().map(|c| c.2));
    zstd::bulk::compress(&out, LEVEL)
}

/// Rising numbers as differences, seven bits a byte.
fn deltas(out: &mut Vec<u8>, values: impl Iterator<Item = u32>) {
    let mut last = 0;
    for value in values {
        let mut rest = value - last;
        last = value;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }
}

/// Reads a model; `None` if the bytes are none.
pub(in crate::tag::entity) fn decode(bytes: &[u8]) -> Option<Model> {
    let plain = zstd::bulk::decompress(bytes, MODEL_BYTES_MAX as usize).ok()?;
    let mut input = Input { rest: plain.as_slice() };
    if input.take(4)? != MAGIC {
        return None;
    }
    let rows = input.number()? as usize;
    let words = input.number()? as usize;
    let mut transitions = [[0; TAGS]; TAGS];
    for weight in transitions.iter_mut().flatten() {
        *weight = input.number()?.cast_signed();
    }
    let keys = input.deltas(rows)?;
    let counts = input.take(rows)?;
    let total: usize = counts.iter().map(|c| usize::from(*c)).sum();
    if total > MODEL_WEIGHTS_MAX {
        return None;
    }
    let tags = input.take(total)?;
    let weights = input.take(total)?;
    let cluster_keys = input.deltas(words)?;
    let fine = input.take(words * 2)?;
    let coarse = input.take(words)?;
    let clusters =
        cluster_keys.zip(fine.chunks_exact(2).zip(coarse)).map(|(key, (fine, coarse))| {
            (key, fine.iter().rev().fold(0, |n, b| n << 8 | u16::from(*b)), *coarse)
        });
    let clusters = Clusters::new(words, clusters);
    let pairs = tags.iter().zip(weights).map(|(t, w)| (*t, w.cast_signed())).collect();
    Some(Model::new(rows, keys.zip(counts.iter().copied()), pairs, &transitions, clusters))
}

struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(len)?;
        self.rest = tail;
        Some(head)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// The next `len` numbers written by [`deltas`].
    fn deltas(&mut self, len: usize) -> Option<impl Iterator<Item = u32> + 'a> {
        let last = len.checked_sub(1);
        let ends = self.rest.iter().enumerate().filter(|(_, byte)| **byte < 0x80);
        let bytes = last.map_or(Some(0), |last| ends.map(|(at, _)| at + 1).nth(last))?;
        let mut number = (0_u32, 0_u32);
        let mut value = 0_u32;
        Some(self.take(bytes)?.iter().filter_map(move |byte| {
            let part = u32::from(byte & 0x7F).checked_shl(number.1).unwrap_or(0);
            number = (number.0 | part, number.1 + 7);
            (*byte < 0x80).then(|| {
                value = value.wrapping_add(std::mem::take(&mut number).0);
                value
            })
        }))
    }
}
