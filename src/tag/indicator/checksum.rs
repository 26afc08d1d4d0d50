//! Checks that tell a real number from a string that looks like one.

use sha2::{Digest, Sha256};

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// Bytes of a base58check address: version, 20 bytes of hash, 4 of check.
const ADDRESS_BYTES: usize = 25;

/// The IMO ship number scheme: the digits weighed 7 to 2 end in the check digit.
pub(super) fn imo(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = values.iter().take(6).zip((2..=7).rev()).map(|(d, w)| d * w).sum();
    values.len() == 7 && sum > 0 && values.last() == Some(&(sum % 10))
}

/// The version byte of a base58check address (Bitcoin P2PKH 0, P2SH 5, Tron 0x41), if its check
/// holds.
pub(super) fn base58check(address: &str) -> Option<u8> {
    let mut bytes = [0_u8; ADDRESS_BYTES];
    for c in address.bytes() {
        let digit = BASE58.iter().position(|b| *b == c)?;
        let mut carry = digit as u32;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xFF) as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return None;
        }
    }
    let (body, check) = bytes.split_at(ADDRESS_BYTES - 4);
    let digest = Sha256::digest(Sha256::digest(body));
    let holds = digest.iter().zip(check).filter(|(a, b)| a == b).count() == 4;
    holds.then(|| body.first().copied())?
}

/// The checksum of a segregated-witness address: BIP 173 (bech32) or BIP 350 (bech32m).
pub(super) fn bech32(address: &str) -> bool {
    let mixed = address.bytes().any(|b| b.is_ascii_uppercase())
        && address.bytes().any(|b| b.is_ascii_lowercase());
    let lower = address.to_ascii_lowercase();
    let Some((prefix, data)) = lower.rsplit_once('1') else { return false };
    if mixed || data.len() < 6 {
        return false;
    }
    let mut values: Vec<u32> = prefix.bytes().map(|b| u32::from(b) >> 5).collect();
    values.push(0);
    values.extend(prefix.bytes().map(|b| u32::from(b) & 31));
    for c in data.bytes() {
        let Some(value) = BECH32.iter().position(|b| *b == c) else { return false };
        values.push(value as u32);
    }
    let generators = [0x3b6a_57b2_u32, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut check = 1_u32;
    for value in values {
        let top = check >> 25;
        check = ((check & 0x01ff_ffff) << 5) ^ value;
        for (bit, generator) in generators.iter().enumerate() {
            if (top >> bit) & 1 == 1 {
                check ^= generator;
            }
        }
    }
    matches!(check, 1 | 0x2bc8_30a3)
}

/// Rotation offsets of Keccak-f[1600], by lane.
const ROTATIONS: [u32; 25] =
    [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
/// Bytes one block of Keccak-256 takes in.
const RATE: usize = 136;

/// Keccak-256 (the padding before SHA-3) of a message shorter than one block.
fn keccak256(message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; RATE];
    for (slot, byte) in block.iter_mut().zip(message) {
        *slot = *byte;
    }
    if let Some(slot) = block.get_mut(message.len()) {
        *slot ^= 0x01;
    }
    if let Some(slot) = block.last_mut() {
        *slot ^= 0x80;
    }
    let mut lanes = [0_u64; 25];
    for (lane, bytes) in lanes.iter_mut().zip(block.chunks_exact(8)) {
        *lane = bytes.iter().rev().fold(0, |sum, b| (sum << 8) | u64::from(*b));
    }
    let mut shift = 1_u8;
    for _ in 0..24 {
        round(&mut lanes);
        if let Some(first) = lanes.first_mut() {
            *first ^= round_constant(&mut shift);
        }
    }
    let mut out = [0_u8; 32];
    for (slots, lane) in out.chunks_exact_mut(8).zip(lanes) {
        slots.copy_from_slice(&lane.to_le_bytes());
    }
    out
}

/// Lane `(x, y)` modulo five.
fn lane(lanes: &[u64; 25], x: usize, y: usize) -> u64 {
    lanes.get(x % 5 + 5 * (y % 5)).copied().unwrap_or(0)
}

/// Theta, rho, pi and chi.
fn round(lanes: &mut [u64; 25]) {
    let column = |x: usize| (0..5).fold(0, |sum, y| sum ^ lane(lanes, x, y));
    let columns: Vec<u64> = (0..5).map(column).collect();
    let at = |x: usize| columns.get(x % 5).copied().unwrap_or(0);
    let mut moved = [0_u64; 25];
    for (index, rotation) in ROTATIONS.iter().enumerate() {
        let (x, y) = (index % 5, index / 5);
        let value = lane(lanes, x, y) ^ at(x + 4) ^ at(x + 1).rotate_left(1);
        if let Some(slot) = moved.get_mut(y + 5 * ((2 * x + 3 * y) % 5)) {
            *slot = value.rotate_left(*rotation);
        }
    }
    for (index, slot) in lanes.iter_mut().enumerate() {
        let (x, y) = (index % 5, index / 5);
        *slot = lane(&moved, x, y) ^ (!lane(&moved, x + 1, y) & lane(&moved, x + 2, y));
    }
}

/// The next constant of iota, from the shift register of the standard.
fn round_constant(register: &mut u8) -> u64 {
    let mut constant = 0;
    for bit in 0..7 {
        if *register & 1 == 1 {
            constant |= 1_u64 << ((1_u32 << bit) - 1);
        }
        let high = *register & 0x80 != 0;
        *register = (*register << 1) ^ if high { 0x71 } else { 0 };
    }
    constant
}

/// EIP-55: the capitals of a mixed-case address spell a check; one case alone carries none.
pub(super) fn eip55(hex: &str) -> bool {
    let upper = hex.bytes().any(|b| b.is_ascii_uppercase());
    let lower = hex.bytes().any(|b| b.is_ascii_lowercase());
    if !(upper && lower) {
        return true;
    }
    let digest = keccak256(hex.to_ascii_lowercase().as_bytes());
    let nibbles = digest.iter().flat_map(|b| [b >> 4, b & 15]);
    hex.bytes()
        .zip(nibbles)
        .all(|(c, nibble)| !c.is_ascii_alphabetic() || c.is_ascii_uppercase() == (nibble >= 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keccak_of_nothing_is_the_published_one() {
        let hex = data_encoding::HEXLOWER.encode(&keccak256(b""));
        assert_eq!(hex, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    #[test]
    fn published_examples_hold_and_changed_ones_do_not() {
        assert!(eip55("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
        assert!(!eip55("5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed"));
        assert_eq!(base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), Some(0));
        assert_eq!(base58check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), None);
        assert!(bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(!bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
        assert!(imo("9074729"));
        assert!(!imo("9074728"));
    }
}
