//! Whether a link leads to the next page of a list, by its words.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Longest text of a link that can be such a name. Bytes.
pub(super) const NAME_BYTES: usize = 80;

#[derive(Debug, Default)]
struct Words {
    texts: FxHashSet<&'static str>,
    classes: FxHashSet<&'static str>,
}

/// The table; its first lines say how it reads.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let rows = include_str!("next_words.tsv").lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let mut columns = row.split('\t');
        let kind = columns.next();
        let phrases = columns.nth(1).unwrap_or_default().split('|');
        let set = if kind == Some("class") { &mut words.classes } else { &mut words.texts };
        set.extend(phrases);
    }
    words
});

/// Whether the text of a link is a name for the next page.
pub(super) fn is_next_text(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > NAME_BYTES {
        return false;
    }
    let bare = text.trim_matches(|sign: char| !sign.is_alphanumeric() && sign.is_ascii());
    let bare = bare.trim_matches(|sign: char| "«»‹›→←…⟩❯▶►".contains(sign) || sign == ' ');
    let name = if bare.is_empty() { text } else { bare };
    if WORDS.texts.contains(name) {
        return true;
    }
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    WORDS.texts.contains(name.as_str())
}

/// Whether a class of the link is a name for the next page.
pub(super) fn is_next_class(classes: &str) -> bool {
    classes.split_ascii_whitespace().take(32).any(|class| {
        WORDS.classes.contains(class) || WORDS.classes.contains(class.to_ascii_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_next_page() {
        for text in [
            "Next",
            " Next  page » ",
            "NEXT →",
            "« Older posts",
            "→",
            "»",
            ">>",
            "Suivant ›",
            "Ältere Beiträge",
            "Следующая",
            "下一页",
            "下一页>",
            "次へ",
            "다음",
            "التالي",
            "Siguiente »",
            "Sonraki",
            "अगला",
        ] {
            assert!(is_next_text(text), "{text}");
        }
        for text in ["", "2", "Next year's budget", "«", "←", "Previous", "read more »", "…", "-"]
        {
            assert!(!is_next_text(text), "{text}");
        }
        assert!(is_next_class("btn Next-Page"));
        assert!(!is_next_class("nextdoor-logo") && !is_next_class(""));
    }
}
