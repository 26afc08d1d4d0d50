//! Words of estimation in what the analyst wrote, by ICD 203 (`estimative.tsv`).

use serde_json::Value as Json;

use super::verify::{list, text};
use super::{docx_read, verify};
use crate::model::Span;

const TABLE: &str = include_str!("estimative.tsv");

/// Something in the analyst's words that ICD 203 advises against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line of the file, or row of the judgements, from 1.
    pub line: usize,
    /// What.
    pub message: String,
}

/// A term of the table.
#[derive(Debug, Clone, Copy)]
struct Term {
    words: &'static str,
    scale: &'static str,
    range: Option<(u32, u32)>,
}

fn terms() -> Vec<Term> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let term = |line: &'static str| {
        let mut cells = line.split('\t');
        let (words, scale) = (cells.next()?, cells.next()?);
        let range = cells.next().and_then(|c| c.parse().ok());
        let range = range.zip(cells.next().and_then(|c| c.parse().ok()));
        Some(Term { words, scale, range })
    };
    let mut terms: Vec<Term> = lines.filter_map(term).collect();
    // "very likely" before "likely".
    terms.sort_by_key(|t| std::cmp::Reverse(t.words.len()));
    terms
}

/// Checks the analyst's fields of a brief, or all of a text that is no brief.
pub fn lint(file: &[u8], sentences: fn(&str) -> Vec<Span>) -> Result<Vec<Finding>, String> {
    let lines = lines(file)?;
    let terms = terms();
    let mut findings = Vec::new();
    let mut scales: [Option<(&str, usize)>; 2] = [None, None];
    for (line, words) in &lines {
        for span in sentences(words) {
            sentence(span.of(words), *line, &terms, &mut scales, &mut findings);
        }
    }
    if let [Some((a, first)), Some((b, second))] = scales {
        let message = format!(
            "{a:?} (line {first}) and {b:?} (line {second}) are of different scales of ICD 203"
        );
        findings.push(Finding { line: first.max(second), message });
    }
    findings.sort_by_key(|f| f.line);
    Ok(findings)
}

/// One sentence.
fn sentence(
    words: &str,
    line: usize,
    terms: &[Term],
    scales: &mut [Option<(&str, usize)>; 2],
    findings: &mut Vec<Finding>,
) {
    let found = found(words, terms);
    let mut tell = |message: String| findings.push(Finding { line, message });
    let of = |scale: &str| found.iter().find(|t| t.scale == scale).copied();
    for (place, scale) in scales.iter_mut().zip(["a", "b"]) {
        if let Some(term) = of(scale).filter(|_| place.is_none()) {
            *place = Some((term.words, line));
        }
    }
    let likelihood = found.iter().find(|t| t.range.is_some());
    if let (Some(likelihood), Some(confidence)) = (likelihood, of("c")) {
        tell(format!(
            "likelihood ({:?}) and confidence ({:?}) in one sentence",
            likelihood.words, confidence.words
        ));
    }
    for term in found.iter().filter(|t| t.scale == "x") {
        tell(format!("{:?} is no term of ICD 203", term.words));
    }
    if let (Some(percent), Some((from, to))) = (percent(words), likelihood.and_then(|l| l.range))
        && !(from..=to).contains(&percent)
    {
        let term = likelihood.map_or("", |l| l.words);
        tell(format!("{percent} % is outside {term:?} ({from} to {to} %)"));
    }
}

/// The terms of a sentence, none inside a longer one.
fn found(words: &str, terms: &[Term]) -> Vec<Term> {
    let lower: String =
        words.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let mut rest = format!(" {} ", lower.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut out = Vec::new();
    for term in terms {
        let needle = format!(" {} ", term.words);
        // The month, and "may" as the first word of a wish, are no estimate: only in running text.
        if term.words == "may" && !words.contains(" may ") {
            continue;
        }
        while let Some(at) = rest.find(&needle) {
            out.push(*term);
            rest.replace_range(at..at + needle.len(), " . ");
        }
    }
    out
}

/// The first percentage of a sentence.
fn percent(words: &str) -> Option<u32> {
    let at =
        words.find('%').or_else(|| words.find("per cent")).or_else(|| words.find("percent"))?;
    let before = words.get(..at)?.trim_end();
    let digits = before.len() - before.bytes().rev().take_while(u8::is_ascii_digit).count();
    before.get(digits..)?.parse().ok()
}

/// The analyst's words with their lines.
fn lines(file: &[u8]) -> Result<Vec<(usize, String)>, String> {
    if docx_read::is_zip(file) {
        let (_, paragraphs) = docx_read::read(file)?;
        return Ok(docx_read::analyst(&paragraphs));
    }
    let text = std::str::from_utf8(file).map_err(|e| e.to_string())?;
    if let Ok(json) = serde_json::from_str::<Json>(text)
        && verify::text(&json, "schema") == super::BRIEF_SCHEMA
    {
        return Ok(of_json(&json));
    }
    let mut inside = text.lines().all(|l| l != verify::ANALYST.0);
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line == verify::ANALYST.1 {
            inside = false;
        }
        if inside {
            out.push((number + 1, without_tags(line)));
        }
        if line == verify::ANALYST.0 {
            inside = true;
        }
    }
    Ok(out)
}

fn of_json(json: &Json) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (at, row) in list(json, "analyst").iter().enumerate() {
        for key in ["judgement", "likelihood", "basis"] {
            out.push((at + 1, text(row, key).to_string()));
        }
    }
    out
}

/// A line of HTML without its tags; field names go, which are no words of the analyst.
fn without_tags(line: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    field(&out)
}

/// What stands in a field; nothing for the level of confidence, which is one of three.
pub(super) fn field(line: &str) -> String {
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    for name in ["Judgement:", "Likelihood:", "Basis:"] {
        if let Some(rest) = line.strip_prefix(name) {
            return rest.trim().to_string();
        }
    }
    if line.starts_with("Confidence:") { String::new() } else { line.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let whole = |t: &str| {
            let mut out = Vec::new();
            let mut start = 0;
            for (at, c) in t.char_indices() {
                if c == '.' {
                    out.push(Span::new(start, at + 1));
                    start = at + 1;
                }
            }
            if start < t.len() {
                out.push(Span::new(start, t.len()));
            }
            out
        };
        lint(text.as_bytes(), whole).unwrap().into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn likelihood_and_confidence_do_not_stand_in_one_sentence() {
        assert_eq!(
            messages("We assess with high confidence that a test is very likely."),
            ["likelihood (\"very likely\") and confidence (\"high confidence\") in one sentence"]
        );
        assert!(messages("A test is very likely. We have high confidence in this.").is_empty());
    }

    #[test]
    fn scales_are_not_mixed_and_terms_are_those_of_the_directive() {
        assert_eq!(messages("A test is likely.\nA launch is highly probable.").len(), 1);
        assert!(messages("A test is likely.\nA launch is almost certain.").is_empty());
        assert_eq!(messages("They might act."), ["\"might\" is no term of ICD 203"]);
        assert!(messages("They met in May 2022 in a likely place.").is_empty());
        assert_eq!(messages("A test is likely (30 %).").len(), 1);
        assert!(messages("A test is likely (60 %).").is_empty());
        // "unlikely" is not "likely", and "very unlikely" is one term.
        assert!(messages("A test is very unlikely (10 %).").is_empty());
    }
}
