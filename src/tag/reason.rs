//! Why a mention is one, for people.

use crate::model::{EntityTag, Indicator, Mention, Quote, Span, Value};

/// Why a mention is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Where.
    pub span: Span,
    /// Name of the rule.
    pub rule: String,
    /// The words with their meanings, in order.
    pub parts: Vec<String>,
    /// What the value was counted from or decided by.
    pub anchor: String,
}

/// Words and what they mean here.
pub(super) fn part(words: &str, meaning: &str) -> String {
    format!("{} [{meaning}]", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The reason of a mention whose value tells all there is: names, quotations, indicators.
pub(super) fn of_value(text: &str, mention: &Mention) -> Reason {
    let words = mention.span.of(text);
    let (rule, parts, anchor) = match &mention.value {
        Value::Entity(entity) => of_entity(words, entity),
        Value::Quote(quote) => of_quote(quote),
        Value::Indicator(indicator) => of_indicator(words, indicator),
        Value::Money(_) | Value::Date(_) | Value::Quantity(_) => {
            (mention.value.kind().as_str().to_string(), Vec::new(), "none".to_string())
        }
    };
    Reason { span: mention.span, rule, parts, anchor }
}

fn of_entity(words: &str, entity: &EntityTag) -> (String, Vec<String>, String) {
    let known = entity.entity.is_some();
    let rule = if known { "name in the tables" } else { "name by its looks" };
    let anchor = match (&entity.entity, entity.candidates.as_slice()) {
        (Some(id), _) => id.clone(),
        (None, []) => "none".to_string(),
        (None, some) => format!("one of {}", some.join(", ")),
    };
    (rule.to_string(), vec![part(words, entity.label.as_str())], anchor)
}

fn of_quote(quote: &Quote) -> (String, Vec<String>, String) {
    let cue = quote.cue.iter().map(|cue| part(cue, "cue"));
    let speaker = quote.speaker.iter().map(|speaker| part(speaker, "speaker"));
    let anchor = quote.speaker.clone().unwrap_or_else(|| "no speaker found".to_string());
    (
        format!("{:?} quotation", quote.quote_type).to_lowercase(),
        cue.chain(speaker).collect(),
        anchor,
    )
}

fn of_indicator(words: &str, indicator: &Indicator) -> (String, Vec<String>, String) {
    let kind = format!("{:?}", indicator.indicator_kind).to_lowercase();
    (format!("form of the indicator {kind}"), vec![part(words, &kind)], indicator.value.clone())
}
