//! Wallet addresses of Bitcoin, Ethereum and Tron.

use super::checksum;
use crate::model::IndicatorKind;

/// The wallet address a piece is, with its canonical form.
pub(super) fn read(piece: &str) -> Option<(IndicatorKind, String)> {
    if let Some(hex) = piece.strip_prefix("0x").or_else(|| piece.strip_prefix("0X")) {
        let shape = hex.len() == 40 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        return (shape && checksum::eip55(hex))
            .then(|| (IndicatorKind::Eth, format!("0x{}", hex.to_ascii_lowercase())));
    }
    let lower = piece.get(..3)?.to_ascii_lowercase();
    if lower == "bc1" {
        let fits = (42..=62).contains(&piece.len()) && checksum::bech32(piece);
        return fits.then(|| (IndicatorKind::Btc, piece.to_ascii_lowercase()));
    }
    if !(26..=35).contains(&piece.len()) {
        return None;
    }
    let kind = match (piece.chars().next()?, checksum::base58check(piece)?) {
        ('1', 0) | ('3', 5) => IndicatorKind::Btc,
        ('T', 0x41) => IndicatorKind::Trx,
        _ => return None,
    };
    Some((kind, piece.to_string()))
}
