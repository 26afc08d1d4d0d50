//! A pattern of a whole name → patterns of its words.

use super::pattern::Pattern;

/// The words of a name in order, each with true if any words may stand before it; and true if any
/// may follow the last.
pub(super) type NamePatterns = (Vec<(Pattern, bool)>, bool);

/// The ways in which the words of a name can fit a pattern of the whole name, in which `*` stands
/// for any characters, spaces too: `k*un` is the word `k*un`, or `k*`, any words and `*un`. Each star
/// inside a word doubles the ways; see [`inner_stars`].
pub(super) fn name_patterns(name: &Pattern) -> Vec<NamePatterns> {
    let name: Vec<char> = name.to_string().chars().collect();
    let mut ways = vec![Way::default()];
    for (at, &c) in name.iter().enumerate() {
        let place = star_place(&name, at);
        let mut split = Vec::new();
        if (c, place) == ('*', (true, true)) {
            split.clone_from(&ways);
        }
        for way in &mut ways {
            match (c, place) {
                (' ', _) => way.close(),
                ('*', (false, true)) => {
                    way.skip();
                    way.push('*');
                }
                ('*', (_, false)) => {
                    way.push('*');
                    way.skip();
                }
                (c, _) => way.push(c),
            }
        }
        for way in &mut split {
            way.push('*');
            way.skip();
            way.push('*');
        }
        ways.append(&mut split);
    }
    ways.into_iter().map(Way::finish).collect()
}

/// How many stars of a pattern of a name have letters on both sides.
pub(super) fn inner_stars(name: &str) -> usize {
    let name: Vec<char> = name.chars().collect();
    let stars = name.iter().enumerate().filter(|&(_, c)| *c == '*');
    stars.filter(|&(at, _)| star_place(&name, at) == (true, true)).count()
}

/// Whether a part of a word stands right before a place, and right after it.
fn star_place(name: &[char], at: usize) -> (bool, bool) {
    let is_word = |at: usize| name.get(at).is_some_and(|c| !matches!(c, ' ' | '*'));
    (at.checked_sub(1).is_some_and(is_word), is_word(at + 1))
}

#[derive(Debug, Clone, Default)]
struct Way {
    words: Vec<(String, bool)>,
    is_in_word: bool,
    is_free: bool,
}

impl Way {
    fn push(&mut self, c: char) {
        if !self.is_in_word {
            self.words.push((String::new(), std::mem::take(&mut self.is_free)));
            self.is_in_word = true;
        }
        if let Some((word, _)) = self.words.last_mut() {
            word.push(c);
        }
    }

    fn close(&mut self) {
        self.is_in_word = false;
    }

    /// Any words may stand here.
    fn skip(&mut self) {
        self.close();
        self.is_free = true;
    }

    fn finish(self) -> NamePatterns {
        let words = self.words.into_iter();
        (words.map(|(word, is_free)| (Pattern::with_stars(&word), is_free)).collect(), self.is_free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> Vec<String> {
        let way = |(words, is_open): NamePatterns| {
            let words =
                words.iter().map(|(w, free)| format!("{}{w}", if *free { "… " } else { "" }));
            let words: Vec<String> = words.collect();
            format!("{}{}", words.join(" "), if is_open { " …" } else { "" })
        };
        name_patterns(&Pattern::with_stars(name)).into_iter().map(way).collect()
    }

    #[test]
    fn stars_reach_over_words() {
        for (name, ways) in [
            ("kim jong un", &["kim jong un"][..]),
            ("kim*", &["kim* …"]),
            ("kim *", &["kim * …"]),
            ("*un", &["… *un"]),
            ("* un", &["* … un"]),
            ("kim * un", &["kim * … un"]),
            ("ki* un", &["ki* … un"]),
            ("kim *un", &["kim … *un"]),
            ("*jong*", &["… *jong* …"]),
            ("k*un", &["k*un", "k* … *un"]),
            ("k*m jong", &["k*m jong", "k* … *m jong"]),
        ] {
            assert_eq!(shown(name), ways, "{name}");
        }
        assert_eq!(inner_stars("k*m *o*g*"), 2);
        assert_eq!(shown("k*m *o*g*").len(), 4);
    }
}
