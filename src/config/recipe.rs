//! A site recipe: which elements of a site's pages are its body, headline, byline and date.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::de::DeTable;

use super::table::{self, Origin, Table};
use crate::error::{Error, Result};
use crate::limits::{RECIPES_MAX, SETTINGS_BYTES_MAX};

/// The keys of a recipe.
pub const RECIPE_KEYS: &[(&str, &[&str])] = &[("", &KEYS)];

const KEYS: [&str; 9] =
    ["host", "from", "to", "body", "title", "author", "published", "remove", "language"];

/// A text of a file, and its line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub line: usize,
}

/// What a recipe file says. Selectors are CSS, not yet looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteRecipe {
    /// The file, as messages name it.
    pub path: PathBuf,
    /// Host names it holds for, with all their subdomains; lower case.
    pub hosts: Vec<String>,
    /// First day of capture it holds for.
    pub from: Option<Date>,
    /// Last day of capture it holds for.
    pub to: Option<Date>,
    /// Elements that make up the article's text.
    pub body: Vec<Located>,
    /// The headline.
    pub title: Vec<Located>,
    /// Who wrote it.
    pub author: Vec<Located>,
    /// When it was published.
    pub published: Vec<Located>,
    /// Elements that are no part of the text.
    pub remove: Vec<Located>,
    /// Language tag of the site's pages.
    pub language: Option<String>,
}

impl SiteRecipe {
    /// Reads the text of a recipe file; `origin` is named in errors.
    pub fn parse(text: &str, origin: &Path) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let origin = Origin { text, path: origin };
        let file = DeTable::parse(text).map_err(|error| origin.not_toml(&error))?;
        let table = Table::new(&origin, RECIPE_KEYS, "", &file)?;
        let selectors = |key| -> Result<Vec<Located>> {
            let texts = table.text_or_texts(key)?;
            Ok(texts.into_iter().map(|(text, line)| Located { text, line }).collect())
        };
        let recipe = Self {
            path: origin.path.to_path_buf(),
            hosts: hosts(&table)?,
            from: table.day("from")?,
            to: table.day("to")?,
            body: selectors("body")?,
            title: selectors("title")?,
            author: selectors("author")?,
            published: selectors("published")?,
            remove: selectors("remove")?,
            language: table.string("language")?,
        };
        if recipe.from.zip(recipe.to).is_some_and(|(from, to)| from > to) {
            return Err(table.wrong("to", "to is before from", "swap the two days"));
        }
        let lists =
            [&recipe.body, &recipe.title, &recipe.author, &recipe.published, &recipe.remove];
        if lists.iter().all(|list| list.is_empty()) && recipe.language.is_none() {
            let hint = "write for example body = \"div.story\"";
            return Err(table.wrong("host", "the recipe says nothing of the pages", hint));
        }
        Ok(recipe)
    }

    /// Reads all `*.toml` files of a folder, in the order of their names.
    pub fn load(folder: &Path) -> Result<Vec<Self>> {
        let unread = |error| Error::io("read", folder, error);
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unread)? {
            let path = entry.map_err(unread)?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                paths.push(path);
            }
        }
        if paths.len() > RECIPES_MAX {
            return Err(Error::data(folder, format!("more than {RECIPES_MAX} recipes")));
        }
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self> {
        let unread = |error| Error::io("read", path, error);
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(unread)?;
        file.take(SETTINGS_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unread)?;
        if bytes.len() as u64 > SETTINGS_BYTES_MAX {
            return Err(Error::data(path, format!("more than {SETTINGS_BYTES_MAX} bytes")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = table::line(&bytes, error.valid_up_to());
            Error::data(path, format!("line {line}: not UTF-8"))
        })?;
        Self::parse(text, path)
    }
}

fn hosts(table: &Table<'_>) -> Result<Vec<String>> {
    let hosts = table.text_or_texts("host")?;
    if hosts.is_empty() {
        let hint = "write for example host = \"news.example\"";
        return Err(table.wrong("host", "a recipe lacks host", hint));
    }
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    hosts
        .into_iter()
        .map(|(host, _)| {
            let name = host.to_lowercase();
            if name.chars().all(plain) && !name.starts_with('.') && !name.ends_with('.') {
                return Ok(name);
            }
            let message = format!("{host:?} is no host name");
            Err(table.wrong("host", &message, "write it without https:// and path"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SiteRecipe> {
        SiteRecipe::parse(text, Path::new("sites/ledger.toml"))
    }

    #[test]
    fn a_whole_recipe() {
        let recipe = parse(
            "host = ['Ledger.example', 'old.example']\nfrom = 2019-05-01\nto = '2021-12-31'\n\
             body = 'div.story'\ntitle = ['h2.head',\n 'h1']\nlanguage = 'en'\n",
        )
        .unwrap();
        assert_eq!(recipe.hosts, ["ledger.example", "old.example"]);
        assert_eq!(recipe.from.unwrap().to_string(), "2019-05-01");
        assert_eq!((recipe.title.len(), recipe.title[1].line), (2, 6));
    }

    #[test]
    fn complaints_name_file_and_line() {
        for (text, line, fault, remedy) in [
            ("body = 'p'\n", 1, "lacks host", "news.example"),
            ("host = 'https://a.example/'\nbody = 'p'\n", 1, "no host name", "without https"),
            ("host = 'a.example'\nbdoy = 'p'\n", 2, "no key bdoy", "did you mean body?"),
            ("host = 'a.example'\n", 1, "says nothing", "for example body"),
            ("host = 'a.example'\nbody = 3\n", 2, "must be", "body = "),
            ("host = 'a.example'\nbody = 'p'\nfrom = 'May'\n", 3, "from must be a day", "2024-"),
            (
                "host = 'a.example'\nbody = 'p'\nfrom = 2020-01-01\nto = 2019-01-01\n",
                4,
                "before from",
                "swap",
            ),
        ] {
            let error = parse(text).unwrap_err();
            let start = format!("sites/ledger.toml:{line}: ");
            assert!(error.to_string().starts_with(&start), "{text}: {error}");
            assert!(error.to_string().contains(fault), "{text}: {error}");
            assert!(error.hint().unwrap_or_default().contains(remedy), "{text}: {error}");
        }
    }
}
