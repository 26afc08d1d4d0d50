//! Attribution in Korean, Chinese and Japanese, where the cue has a fixed place.

use super::attribute::Attribution;
use super::names::Names;
use super::speaker::Speaker;
use crate::model::{Label, QuoteType};
use crate::text::Layer;

/// What follows a closing mark in Korean when the words are someone's.
const KOREAN_ENDINGS: &[&str] =
    &["라고", "이라고", "라며", "이라며", "라면서", "고", "며", "면서", "는", "이라는", "라는"];
/// Korean subject particles.
const KOREAN_SUBJECTS: &[&str] = &["은", "는", "이", "가", "측은", "도"];
/// Chinese and Japanese verbs of speech.
const CHINESE_CUES: &[&str] =
    &["表示", "指出", "强调", "回应", "宣布", "重申", "警告", "说", "称", "道", "述べ", "說"];

/// Reads the surroundings of a quotation: token ranges before and after it.
pub(super) fn read(
    layer: &Layer<'_>,
    names: &Names,
    language: &str,
    before: (usize, usize),
    after: (usize, usize),
) -> Option<Attribution> {
    let inside = names.within(before.0, before.1);
    let (cue, name) = if language == "ko" {
        let ending = layer.surface(after.0);
        KOREAN_ENDINGS.iter().find(|e| ending.starts_with(**e))?;
        let subject = inside.iter().rev().find(|n| {
            let rest = layer.text.get(n.span.end as usize..).unwrap_or("");
            KOREAN_SUBJECTS.iter().any(|p| rest.starts_with(p))
        });
        let title = inside.iter().find(|n| n.label == Label::Person);
        (ending.to_string(), subject.or(title).or_else(|| inside.last())?)
    } else {
        let text = layer.span(before.0, before.1).of(layer.text);
        let cue = CHINESE_CUES.iter().find(|c| text.contains(**c))?;
        let person = inside.iter().rev().find(|n| n.label == Label::Person);
        ((*cue).to_string(), person.or_else(|| inside.last())?)
    };
    let speaker = Speaker { name: Some(name.canonical.clone()), span: name.span };
    Some(Attribution { speaker, cue, quote_type: QuoteType::Direct, distance: 0 })
}
