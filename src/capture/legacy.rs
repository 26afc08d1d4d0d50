//! SHA-1 and MD5: only to check digests that older archives state, never to name anything of ours.
//!
//! Written after RFC 3174 and RFC 1321. Neither is safe against forgery; a match says "as
//! archived", no more.

/// Initial state shared by both functions; MD5 uses the first four words.
const START: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// MD5 additive constants: `floor(2^32 * |sin(i + 1)|)` (RFC 1321, 3.4).
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

/// MD5 rotations, four a round (RFC 1321, 3.4).
const ROTATIONS: [[u32; 4]; 4] =
    [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// SHA-1 of `data` (RFC 3174).
pub fn sha1(data: &[u8]) -> Vec<u8> {
    let mut state = START;
    for_each_block(data, u64::to_be_bytes, |block| sha1_block(&mut state, block));
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// MD5 of `data`.
pub(super) fn md5(data: &[u8]) -> Vec<u8> {
    let [a, b, c, d, _] = START;
    let mut state = [a, b, c, d];
    for_each_block(data, u64::to_le_bytes, |block| md5_block(&mut state, block));
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Calls `each` on every 64-byte block of the padded message; `length_bytes` writes the length in
/// bits.
fn for_each_block(data: &[u8], length_bytes: fn(u64) -> [u8; 8], mut each: impl FnMut(&[u8; 64])) {
    let (blocks, rest) = data.as_chunks::<64>();
    blocks.iter().for_each(&mut each);
    let mut tail = rest.to_vec();
    tail.push(0x80);
    while tail.len() % 64 != 56 {
        tail.push(0);
    }
    tail.extend(length_bytes((data.len() as u64).wrapping_mul(8)));
    tail.as_chunks::<64>().0.iter().for_each(each);
}

#[expect(clippy::many_single_char_names, reason = "the names of RFC 3174")]
fn sha1_block(state: &mut [u32; 5], block: &[u8; 64]) {
    let mut words = [0u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for step in 0..80 {
        let (mix, constant) = match step / 20 {
            0 => ((b & c) | (!b & d), 0x5a82_7999),
            1 => (b ^ c ^ d, 0x6ed9_eba1),
            2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6_u32),
        };
        let sum = a.rotate_left(5).wrapping_add(mix).wrapping_add(e);
        let sum = sum.wrapping_add(constant).wrapping_add(words[0]);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum);
        let next = (words[13] ^ words[8] ^ words[2] ^ words[0]).rotate_left(1);
        words.rotate_left(1);
        words[15] = next;
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e]) {
        *word = word.wrapping_add(add);
    }
}

fn md5_block(state: &mut [u32; 4], block: &[u8; 64]) {
    let mut words = [0u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let [mut a, mut b, mut c, mut d] = *state;
    for (step, sine) in SINES.iter().enumerate() {
        let (mix, at) = match step / 16 {
            0 => ((b & c) | (!b & d), step),
            1 => ((d & b) | (!d & c), 5 * step + 1),
            2 => (b ^ c ^ d, 3 * step + 5),
            _ => (c ^ (b | !d), 7 * step),
        };
        let word = words.get(at % 16).copied().unwrap_or(0);
        let turn = ROTATIONS.get(step / 16).and_then(|r| r.get(step % 4)).copied().unwrap_or(0);
        let sum = a.wrapping_add(mix).wrapping_add(*sine).wrapping_add(word);
        (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(turn)));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d]) {
        *word = word.wrapping_add(add);
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::{md5, sha1};

    #[test]
    fn known_answers_of_the_standards() {
        assert_eq!(HEXLOWER.encode(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(HEXLOWER.encode(&sha1(b"")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(
            HEXLOWER.encode(&sha1(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
        assert_eq!(HEXLOWER.encode(&md5(b"")), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(HEXLOWER.encode(&md5(b"message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
        assert_eq!(
            HEXLOWER.encode(&md5(&b"1234567890".repeat(8))),
            "57edf4a22be3c955ac49da2e2107b67a"
        );
    }
}
