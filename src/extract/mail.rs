//! Mails as text: the header is metadata, the signature goes, earlier mails stay as they are.

use super::metadata::date;
use super::plaintext::Clipping;
use super::words;

/// A part of a mail's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What was written.
    Own(String),
    /// Lines of an earlier mail, line breaks kept.
    Quoted(String),
}

/// Longest line of a header, and of a signature. Bytes.
const LINE_BYTES: usize = 400;
/// Most lines of a signature.
const SIGNATURE_LINES: usize = 14;
/// Longest line of a signature. Characters.
const SIGNATURE_CHARS: usize = 90;

/// Takes `Subject: …`, `From: …`, `Date: …` lines off the start, as mail programs write them.
/// Returns the rest, and whether it is a mail.
pub(super) fn header<'t>(text: &'t str, clipping: &mut Clipping) -> (&'t str, bool) {
    let mut rest = text.trim_start();
    let (first, after) = rest.split_once('\n').unwrap_or((rest, ""));
    if words::start("chain", first).is_some() {
        rest = after.trim_start();
    }
    let mut found: Vec<(&str, String)> = Vec::new();
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if line.len() > LINE_BYTES {
            break;
        }
        if line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            // A folded field (RFC 5322, 2.2.3).
            let Some((_, value)) = found.last_mut() else { break };
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((kind, value)) = field(line, !found.is_empty()) {
            found.push((kind, value.to_owned()));
        } else {
            break;
        }
        rest = after;
    }
    let known = found.iter().filter(|(kind, _)| *kind != "other").count();
    // One such line may be the start of a sentence; two are a header.
    if known < 2 {
        return (text, false);
    }
    let has = |wanted: &str| found.iter().any(|(kind, _)| *kind == wanted);
    let is_mail = has("subject") && has("from") || has("to");
    for (kind, value) in found {
        take(kind, &value, clipping);
    }
    (rest, is_mail)
}

/// Kind and value of a header line. `more`: others stand before it.
fn field(line: &str, more: bool) -> Option<(&'static str, &str)> {
    let (key, value) = line.split_once([':', '：'])?;
    let key = key.trim().to_lowercase();
    let kinds = ["from", "to", "subject", "date", "url", "other"];
    let kind = kinds.into_iter().find(|kind| words::is(kind, &key));
    let technical =
        || more && key.contains('-') && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    kind.or_else(|| technical().then_some("other")).map(|kind| (kind, value.trim()))
}

fn take(kind: &str, value: &str, clipping: &mut Clipping) {
    match kind {
        "subject" => clipping.title = super::clean::line(value),
        "from" => {
            let name = value.split(['<', '[']).next().unwrap_or(value).trim().trim_matches('"');
            if !name.is_empty() && !name.contains('@') {
                clipping.author.push(super::clean::line(name));
            }
        }
        "date" => clipping.published = date::parse(value, true).or(clipping.published),
        "url" if value.starts_with("http") => clipping.url = Some(value.to_owned()),
        _ => {}
    }
}

/// The parts of a mail, its signature left out.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let lines: Vec<&str> = text.lines().collect();
    let chain = lines.iter().position(|line| begins_chain(line)).unwrap_or(lines.len());
    let (own, earlier) = lines.split_at(chain);
    let mut parts = Vec::new();
    let signed = signature(own);
    for run in own.get(..signed).unwrap_or(own).chunk_by(|a, b| is_quoted(a) == is_quoted(b)) {
        let quoted = run.first().is_some_and(|line| is_quoted(line));
        parts.push(if quoted { quotation(run) } else { Part::Own(run.join("\n")) });
    }
    for run in earlier.split(|line| line.trim().is_empty()).filter(|run| !run.is_empty()) {
        parts.push(quotation(run));
    }
    parts
}

fn quotation(lines: &[&str]) -> Part {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    Part::Quoted(lines.join("\n"))
}

fn is_quoted(line: &str) -> bool {
    line.starts_with('>')
}

/// `-----Original Message-----`, `On Monday Ada Brandt wrote:`
fn begins_chain(line: &str) -> bool {
    words::start("chain", line).is_some()
        || (words::ends("wrote", line) && line.chars().any(|c| c.is_ascii_digit()))
}

/// Where the signature begins: after `-- ` (RFC 3676, 4.3), or at a closing formula, if what
/// follows is short enough to be one.
fn signature(lines: &[&str]) -> usize {
    let end = lines.len();
    let dashes = lines.iter().filter(|line| line.trim_end() == "--").count();
    let mark = lines.iter().rposition(|line| line.trim_end() == "--").filter(|_| dashes == 1);
    let closing = lines.iter().rposition(|line| {
        let line = line.trim().trim_end_matches([',', '.', '!']).to_lowercase();
        words::is("closing", &line)
    });
    let fits = |at: &usize| {
        let rest = lines.get(at + 1..).unwrap_or_default();
        let mut rest = rest.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
        let ended = |line: &str| words::start("footer", line).is_some();
        let lines: Vec<&str> = rest.by_ref().take_while(|line| !ended(line)).collect();
        lines.len() <= SIGNATURE_LINES
            && lines.iter().all(|line| line.chars().count() <= SIGNATURE_CHARS)
    };
    closing.into_iter().chain(mark).filter(fits).min().unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_and_foreign_headers() {
        let mut clipping = Clipping::default();
        let text = "Von: \"Jutta Kern\" <kern@hafen.example>\nAn: Presse\nBetreff: Der Hafen\n \
                    ist offen\nX-Mailer: Post 3\n\nText.";
        let (rest, is_mail) = header(text, &mut clipping);
        assert!(is_mail);
        assert_eq!((rest, clipping.title.as_str()), ("\nText.", "Der Hafen ist offen"));
        assert_eq!(clipping.author, ["Jutta Kern"]);
    }

    #[test]
    fn signatures_go_and_chains_stay() {
        let text = "Here it is.\n\nKind regards,\nAda\nPort of Norwick\n\n\
                    On 3 May 2022 Tom wrote:\n> Is the port\n> open?\n";
        let own = |text: &str| Part::Own(text.to_owned());
        let quoted = |text: &str| Part::Quoted(text.to_owned());
        let chain = quoted("On 3 May 2022 Tom wrote:\n> Is the port\n> open?");
        assert_eq!(parts(text), [own("Here it is.\n"), chain]);
        assert_eq!(parts("A.\n-- \nAda\n"), [own("A.")]);
        assert_eq!(parts("A.\n--\nB.\n--\nC."), [own("A.\n--\nB.\n--\nC.")]);
    }
}
