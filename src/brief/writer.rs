//! What a language model may add to a brief: it is given the numbered key sentences and nothing
//! else, and each sentence it gives back must name those it rests on. A sentence with a number,
//! date, name, quotation or link that is not in them is dropped and counted.
//!
//! The check compares words. It cannot tell a wrong claim made of right words, such as a "not" too
//! many, which is why the document says who wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::markdown::one_line;
use super::seal::sha256;
use super::types::{Brief, Citation, Dropped, Line, Machine};
use crate::limits::{WRITER_SENTENCE_CHARS_MAX, WRITER_SENTENCES_MAX};
use crate::model::Span;

const FIGURES: &str = include_str!("figures_in_words.txt");

/// Words a sentence may begin with although no cited sentence has them: they name nothing.
const OPENERS: &str = " a about according after all also although among an and another as at \
    because before both but by despite during each earlier every following for from he her his \
    however if in instead it its later many meanwhile more most no on one other others our she \
    several since so some such that the their then there these they this those though to under \
    until we what when where whether which while who with without ";

/// What is asked of the model.
const SYSTEM: &str = "You condense numbered sentences from news into a short summary. Use only what \
    the numbered sentences say. End every sentence you write with the numbers of the sentences it \
    rests on, in square brackets, as in [2] or [1][3]. Do not add numbers, dates, names or \
    quotations that are not in those sentences. Write plain sentences only: no headings, no lists, \
    no advice, no judgement.";

/// The JSON body of a request of chat completions (`OpenAI` API, also spoken by llama.cpp, Ollama and
/// vLLM).
pub fn prompt(brief: &Brief, model: &str) -> String {
    let mut sentences = String::new();
    for (at, line) in brief.key_sentences.iter().enumerate() {
        let _ = writeln!(sentences, "[{}] {}", at + 1, one_line(&line.text));
    }
    json!({
        "model": model,
        "temperature": 0,
        "stream": false,
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": sentences},
        ],
    })
    .to_string()
}

/// Takes from an answer what holds. `tagged` gives the spans of the names, figures and dates of a
/// text.
pub fn take(
    brief: &Brief,
    answer: &[u8],
    sentences: fn(&str) -> Vec<Span>,
    tagged: fn(&str) -> Vec<Span>,
) -> Result<(Vec<Line>, Vec<Dropped>), String> {
    let answer: Json =
        serde_json::from_slice(answer).map_err(|_| "the answer is not JSON".to_string())?;
    let content = answer.pointer("/choices/0/message/content").and_then(Json::as_str);
    let content = content.ok_or("the answer is no chat completion")?;
    let mut taken = Vec::new();
    let mut dropped: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (count, (words, ids)) in claims(content, sentences).into_iter().enumerate() {
        let result = if count >= WRITER_SENTENCES_MAX {
            Err("too many sentences")
        } else {
            checked(brief, &words, &ids, tagged)
        };
        match result {
            Ok(citations) => taken.push(Line { text: words, citations, borne_by: ids.len() }),
            Err(reason) => *dropped.entry(reason).or_default() += 1,
        }
    }
    let dropped =
        dropped.into_iter().map(|(reason, sentences)| Dropped { reason, sentences }).collect();
    Ok((taken, dropped))
}

impl Machine {
    /// What an endpoint wrote, or why it wrote nothing.
    pub fn new(
        endpoint: &str,
        model: &str,
        prompt: &str,
        taken: Result<(Vec<Line>, Vec<Dropped>), String>,
    ) -> Self {
        let (sentences, dropped, failure) = match taken {
            Ok((sentences, dropped)) => (sentences, dropped, None),
            Err(failure) => (Vec::new(), Vec::new(), Some(failure)),
        };
        Self {
            endpoint: endpoint.to_string(),
            model: model.to_string(),
            prompt: sha256(prompt),
            sentences,
            dropped,
            failure,
        }
    }
}

/// The sentences of an answer, each with the numbers that follow it.
fn claims(content: &str, sentences: fn(&str) -> Vec<Span>) -> Vec<(String, Vec<usize>)> {
    let mut out = Vec::new();
    for line in content.lines() {
        let mut rest = line.trim_start_matches(['-', '*', '•', '#', ' ']);
        while !rest.trim().is_empty() {
            let (chunk, ids, tail) = until_ids(rest);
            let spans = sentences(chunk);
            let last = spans.len().saturating_sub(1);
            for (at, span) in spans.iter().enumerate() {
                let words = one_line(span.of(chunk));
                if words.chars().any(char::is_alphanumeric) {
                    out.push((words, if at == last { ids.clone() } else { Vec::new() }));
                }
            }
            rest = tail;
        }
    }
    out
}

/// Text up to the next group of ids, the ids, and the rest. A full stop behind the ids belongs to
/// the text before them and is left out.
fn until_ids(text: &str) -> (&str, Vec<usize>, &str) {
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|t| t.find('[')).map(|at| from + at) {
        let mut ids = Vec::new();
        let mut rest = text.get(at..).unwrap_or("");
        while let Some((group, tail)) = group(rest) {
            ids.extend(group);
            rest = tail;
            let next = rest.trim_start_matches([' ', ',']);
            if next.starts_with('[') {
                rest = next;
            }
        }
        if !ids.is_empty() {
            return (text.get(..at).unwrap_or(""), ids, rest.trim_start_matches(['.', ' ']));
        }
        from = at + 1;
    }
    (text, Vec::new(), "")
}

/// `[1]`, `[1, 3]`: the numbers and the rest.
fn group(text: &str) -> Option<(Vec<usize>, &str)> {
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    let ids: Option<Vec<usize>> =
        inside.split([',', ';']).map(|id| id.trim().parse().ok()).collect();
    Some((ids.filter(|ids| !ids.is_empty())?, rest))
}

/// The citations of a sentence that holds, or why it does not.
fn checked(
    brief: &Brief,
    words: &str,
    ids: &[usize],
    tagged: fn(&str) -> Vec<Span>,
) -> Result<Vec<Citation>, &'static str> {
    if ids.is_empty() {
        return Err("no ids");
    }
    let mut lines = Vec::new();
    for id in ids {
        let line = id.checked_sub(1).and_then(|at| brief.key_sentences.get(at));
        lines.push(line.ok_or("unknown id")?);
    }
    let cited: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    if let Some(reason) = fault(words, &cited) {
        return Err(reason);
    }
    let known = tokens(&cited.join("\n"));
    for span in tagged(words) {
        if !tokens(span.of(words)).iter().all(|t| known.contains(t)) {
            return Err("name, number or date not in its sentences");
        }
    }
    Ok(lines.iter().filter_map(|l| l.citations.first().cloned()).collect())
}

/// What speaks against a sentence that cites these others; `None` if nothing does.
pub(super) fn fault(words: &str, cited: &[&str]) -> Option<&'static str> {
    if words.chars().count() > WRITER_SENTENCE_CHARS_MAX {
        return Some("too long");
    }
    let source = cited.join("\n");
    let known = tokens(&source);
    let lower: BTreeSet<String> = known.iter().map(|t| t.to_lowercase()).collect();
    if words.contains("://") || words.contains("www.") || words.contains('@') {
        return Some("link");
    }
    if !quotations_stand(words, cited) {
        return Some("quotation not in its sentences");
    }
    for (at, token) in tokens_in_order(words).iter().enumerate() {
        let small = token.to_lowercase();
        if token.chars().any(char::is_numeric) {
            if !known.contains(token) {
                return Some("number or date not in its sentences");
            }
            continue;
        }
        let figure = FIGURES.lines().any(|l| l == small);
        if figure && !lower.contains(&small) {
            return Some("number or date not in its sentences");
        }
        let opener = at == 0 && OPENERS.contains(&format!(" {small} "));
        if token.starts_with(char::is_uppercase) && !opener {
            // "The" inside a sentence may be "the" where it is cited, a name not.
            let fits = if at == 0 { lower.contains(&small) } else { known.contains(token) };
            if !fits {
                return Some("name not in its sentences");
            }
        }
        if !caseless_stands(token, &source, &lower) {
            return Some("name not in its sentences");
        }
    }
    None
}

/// Words of scripts without capitals show no names, so all of them must be in the cited sentences:
/// whole words, or pairs of characters where words are not spaced.
fn caseless_stands(token: &str, source: &str, known: &BTreeSet<String>) -> bool {
    let caseless = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
    if !token.contains(caseless) || known.contains(&token.to_lowercase()) {
        return true;
    }
    let unspaced = |c: char| matches!(c as u32, 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD);
    let chars: Vec<char> = token.chars().collect();
    chars.iter().all(|c| unspaced(*c))
        && chars.windows(2).all(|pair| source.contains(&pair.iter().collect::<String>()))
        && chars.len() > 1
}

/// Words and figures: letters and digits, with points, commas and hyphens between them.
fn tokens_in_order(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let inner = |c: char| matches!(c, '.' | ',' | ':' | '/' | '\'' | '’');
    for part in text.split(|c: char| !c.is_alphanumeric() && !inner(c)) {
        let token = part.trim_matches(inner);
        let token = token.strip_suffix("'s").or_else(|| token.strip_suffix("’s")).unwrap_or(token);
        if !token.is_empty() {
            out.push(token.to_string());
        }
    }
    out
}

fn tokens(text: &str) -> BTreeSet<String> {
    tokens_in_order(text).into_iter().collect()
}

/// Every quotation stands word for word in one of the cited sentences; every mark has its fellow.
fn quotations_stand(words: &str, cited: &[&str]) -> bool {
    let cited: Vec<String> = cited.iter().map(|c| one_line(c)).collect();
    let mut rest = words;
    let opens = |c: char| "\"“«„「『‹".contains(c);
    let closes = |c: char| "\"”»“」』›".contains(c);
    while let Some(at) = rest.find(|c| opens(c) || closes(c)) {
        let after = rest.get(at..).unwrap_or("");
        let Some(first) = after.chars().next().filter(|c| opens(*c)) else { return false };
        let inside = after.get(first.len_utf8()..).unwrap_or("");
        let Some(end) = inside.find(closes) else { return false };
        let (said, tail) = inside.split_at(end);
        let said = said.trim().trim_end_matches(['.', ',']);
        if !cited.iter().any(|c| c.contains(said)) {
            return false;
        }
        rest = tail.get(tail.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const CITED: &[&str] = &[
        "Hackers stole $620 million from the Harbour exchange on March 23, Ann Bell said.",
        "“We will follow every coin,” the guard's chief said in Porto.",
    ];

    #[test]
    fn sentences_of_cited_words_pass() {
        for words in [
            "On March 23, hackers stole $620 million from the Harbour exchange.",
            "Ann Bell said that hackers stole money.",
            "The chief said “We will follow every coin”.",
            "Hackers stole from an exchange, and the guard follows.",
        ] {
            assert_eq!(fault(words, CITED), None, "{words}");
        }
    }

    #[test]
    fn what_is_not_cited_is_found() {
        for words in [
            "Hackers stole $621 million.",
            "Hackers stole $62 million.",
            "Hackers stole 620.5 million.",
            "Hackers stole millions.",
            "Hackers stole money on April 23.",
            "Hackers stole money yesterday.",
            "Bob Bell said so.",
            "Lazarus stole money.",
            "Hackers of Pyongyang stole money.",
            "The chief said “We will follow no coin”.",
            "The chief said “We will follow",
            "See https://evil.example now.",
            "Hackers stole ٦٢١ coins.",
            "Hackers stole from 朝鲜.",
        ] {
            assert!(fault(words, CITED).is_some(), "{words}");
        }
        let chinese = ["朝鲜周三向东部海域发射了两枚弹道导弹。"];
        assert_eq!(
            fault("朝鲜周三发射了两枚弹道导弹", &chinese),
            Some("name not in its sentences")
        );
        assert_eq!(fault("朝鲜周三向东部海域发射", &chinese), None);
    }

    #[test]
    fn ids_are_read_in_all_their_forms() {
        let whole = |t: &str| {
            let mut spans = Vec::new();
            let mut start = 0;
            for (at, _) in t.match_indices(". ") {
                spans.push(Span::new(start, at + 1));
                start = at + 2;
            }
            spans.push(Span::new(start, t.len()));
            spans
        };
        let content = "One thing. Two things [1]. Three [2][3] Four [1, 2].\n- Five.";
        let ids: Vec<Vec<usize>> = claims(content, whole).into_iter().map(|c| c.1).collect();
        assert_eq!(ids, [vec![], vec![1], vec![2, 3], vec![1, 2], vec![]]);
        assert_eq!(claims("[x] y [9999999999999999999999]", whole).len(), 1);
    }
}
