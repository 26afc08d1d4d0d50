//! Settings read from texts.

use super::*;

fn parse(text: &str) -> Result<Settings> {
    Settings::parse(text, Path::new("newsint.toml"))
}

#[test]
fn a_full_file() {
    let settings = parse(
        "\u{feff}[crawl]\ncontact = 'desk@news.example'\ndelay = 2\nallow_hosts = ['localhost:80']\n\
         [[source]]\nname = ' daily '\nurl = 'https://daily.example/'\n\
         [[source]]\nname = 'all'\nurl = 'lists/all.txt'\nkind = 'list'\ninclude = ['/news/', '*.html']\n\
         exclude = ['https://x.example/']\nscope = 'domain'\ndepth = 2\nmax_pages = 1_000\ndelay = 0.5\n\
         tags = ['asia', 'press']\n",
    )
    .unwrap();
    assert_eq!(settings.extract.sites, None);
    let own = parse("[extract]\nsites = 'recipes'\n").unwrap();
    assert_eq!(own.extract.sites.as_deref(), Some(Path::new("recipes")));
    assert_eq!(settings.crawl.contact.as_deref(), Some("desk@news.example"));
    assert_eq!(settings.crawl.delay, Some(Duration::from_secs(2)));
    assert_eq!(settings.crawl.allow_hosts, ["localhost:80"]);
    let daily = settings.source("daily").unwrap();
    assert_eq!((daily.kind, daily.scope), (SourceKind::Auto, Scope::Host));
    assert_eq!((daily.depth, daily.max_pages, daily.delay), (None, None, None));
    let all = settings.source("all").unwrap();
    assert_eq!((all.kind, all.scope), (SourceKind::List, Scope::Domain));
    assert_eq!((all.depth, all.max_pages), (Some(2), Some(1_000)));
    assert_eq!(all.delay, Some(Duration::from_millis(500)));
    assert!(all.is_file() && !daily.is_file());
    assert_eq!((all.include.len(), all.exclude.len(), all.tags.len()), (2, 1, 2));
    assert!(settings.source("none").is_none());
}

#[test]
fn nothing_set_is_the_default() {
    for text in ["", "# only a comment\n", "[crawl]\n"] {
        assert_eq!(parse(text).unwrap(), Settings::default());
    }
}

/// Line, part of the message, part of the hint.
const WRONG: &[(&str, usize, &str, &str)] = &[
    ("\n[crwal]\n", 2, "there is no key crwal", "did you mean crawl?"),
    ("[[sources]]\n", 1, "there is no key sources", "did you mean source?"),
    ("[crawl]\ndelay = 1\ndealy = 2\n", 3, "no key dealy in crawl", "did you mean delay?"),
    ("[extract]\nsite = 'a'\n", 2, "no key site in extract", "did you mean sites?"),
    ("[extract]\nsites = ''\n", 2, "sites is empty", "for example"),
    ("[crawl]\nzzz = 1\n", 2, "no key zzz in crawl", "known keys are contact, delay"),
    ("[crawl]\ndelay = -1\n", 2, "delay = -1 is out of range", "seconds from 0"),
    ("[crawl]\ndelay = -0.5\n", 2, "out of range", "seconds from 0"),
    ("[crawl]\ndelay = nan\n", 2, "out of range", "seconds from 0"),
    ("[crawl]\ndelay = inf\n", 2, "out of range", "seconds from 0"),
    ("[crawl]\ndelay = 86401\n", 2, "out of range", "to 86400"),
    ("[crawl]\ndelay = '2'\n", 2, "delay must be a number of seconds, and is text", "delay = 2.5"),
    ("[crawl]\ncontact = 'x'\n", 2, "neither a mail address nor a URL", "desk@news.example"),
    ("[crawl]\ncontact = \"a@b\\r\\nX: y\"\n", 2, "neither", "desk@news.example"),
    ("[crawl]\nallow_hosts = 'a:1'\n", 2, "must be a list of texts", "allow_hosts = ["),
    ("[crawl]\nallow_hosts = ['a:1',\n 2]\n", 3, "must be a list of texts", "allow_hosts = ["),
    ("crawl = 1\n", 1, "crawl must be a table, and is a number", "[crawl]"),
    ("source = 'x'\n", 1, "source must be a list of tables, and is text", "[[source]]"),
    ("[source]\nname = 'x'\n", 1, "must be a list of tables, and is a table", "[[source]]"),
];

/// As [`WRONG`], for the lines after `[[source]]`, `name` and `url`.
const WRONG_SOURCE: &[(&str, usize, &str, &str)] = &[
    ("max-pages = 5\n", 4, "no key max-pages in source", "did you mean max_pages?"),
    ("kind = 'feeds'\n", 4, "there is no kind \"feeds\"", "did you mean feed?"),
    ("kind = 'podcast'\n", 4, "there is no kind \"podcast\"", "known are auto, page"),
    ("scope = 'hots'\n", 4, "there is no scope \"hots\"", "did you mean host?"),
    ("kind = 1\n", 4, "kind must be text, and is a number", "kind = "),
    ("depth = -1\n", 4, "depth = -1 is out of range", "from 0"),
    ("depth = 1.5\n", 4, "depth must be a whole number", "depth = 100"),
    ("max_pages = 0\n", 4, "fetches nothing", "leave it out"),
    ("tags = ['']\n", 4, "an entry of tags is empty", "take it out"),
    ("include = ['news']\n", 4, "\"news\" in include matches no address", "begin it with /"),
    ("[[source]]\nname='daily'\nurl='http://b.example'\n", 5, "\"daily\" is taken", "line 2"),
    ("[[source]]\nurl = 'http://b.example'\n", 4, "a source lacks name", "a name and a url"),
    ("[[source]]\nname = 'b'\n", 4, "a source lacks url", "a name and a url"),
    ("[[source]]\nname = ' '\nurl = 'http://b.example'\n", 5, "name is empty", "a name and a url"),
    (
        "[[source]]\nname = 'b'\nurl = 'b.example'\n",
        6,
        "no http or https",
        "mean https://b.example?",
    ),
    ("[[source]]\nname = 'b'\nurl = 'ftp://b.example'\n", 6, "no http or https", "for example"),
    ("[[source]]\nname = 'b'\nurl = 'http://'\n", 6, "no http or https", "for example"),
    ("[[source]]\nname = 'b'\nkind = 'list'\nurl = 'ftp://b/c'\n", 7, "no http", "for example"),
    ("[[source]]\nname = \"a\\u0000\"\nurl = 'http://b.example'\n", 5, "control", "take them out"),
];

#[test]
fn every_complaint_names_line_fault_and_remedy() {
    let lead = "[[source]]\nname = 'daily'\nurl = 'https://daily.example/'\n";
    let plain =
        WRONG.iter().map(|(text, line, fault, hint)| ((*text).to_owned(), line, fault, hint));
    let inside = WRONG_SOURCE
        .iter()
        .map(|(text, line, fault, hint)| (format!("{lead}{text}"), line, fault, hint));
    for (text, line, fault, remedy) in plain.chain(inside) {
        let error = parse(&text).unwrap_err();
        let (message, hint) = (error.to_string(), error.hint().unwrap_or_default().to_owned());
        assert!(message.starts_with(&format!("newsint.toml:{line}: ")), "{text}: {message}");
        assert!(message.contains(fault), "{text}: {message}");
        assert!(hint.contains(remedy), "{text}: {hint}");
    }
}

#[test]
fn what_is_not_toml_is_an_error_of_the_file() {
    let error = parse("[crawl]\ndelay =\n").unwrap_err();
    assert!(error.to_string().starts_with("newsint.toml: line 2: "), "{error}");
    assert!(parse(&"[".repeat(100_000)).is_err());
    assert!(parse(&format!("x = {}", "[".repeat(100_000))).is_err());
    let twice = parse("[crawl]\ndelay = 1\ndelay = 2\n").unwrap_err();
    assert!(twice.to_string().contains("line 3"), "{twice}");
}

#[test]
fn contacts_that_can_stand_in_a_header() {
    for (contact, good) in [
        ("desk@news.example", true),
        ("https://news.example/bot", true),
        ("@", false),
        ("a@", false),
        ("a@b@c", false),
        ("desk", false),
        ("a b@c.example", false),
        ("a)@c.example", false),
        ("müller@c.example", false),
        ("mailto:desk@news.example", true),
    ] {
        assert_eq!(is_contact(contact), good, "{contact}");
    }
}
