//! Tokens of marked text → the text they were cut from.

/// How CoNLL files of Korean by character write a blank.
const BLANK: &str = "▁";

/// The text of tokens, and the byte where each begins. Chinese and Japanese have no blanks between
/// words, but for Latin ones; where `▁` stands for blanks, as in data by character, there are no
/// others.
pub fn rejoin(words: &[&str], language: &str) -> (String, Vec<usize>) {
    let marked = matches!(language, "zh" | "ja" | "ko") && words.contains(&BLANK);
    let dense = marked || matches!(language, "zh" | "ja");
    let mut text = String::new();
    let mut starts = Vec::with_capacity(words.len());
    for word in words {
        let latin = |c: char| c.is_ascii_alphanumeric();
        let apart = !dense || !marked && text.ends_with(latin) && word.starts_with(latin);
        if apart && !text.is_empty() {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(if marked && *word == BLANK { " " } else { word });
    }
    (text, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_as_their_language_writes_them() {
        assert_eq!(rejoin(&["a", "b."], "en"), ("a b.".to_string(), vec![0, 2]));
        assert_eq!(rejoin(&["李", "G", "7", "说"], "zh").0, "李G 7说");
        assert_eq!(rejoin(&["a", "▁", "b"], "en").0, "a ▁ b");
        assert_eq!(rejoin(&["김", "▁", "씨"], "ko"), ("김 씨".to_string(), vec![0, 3, 4]));
    }
}
