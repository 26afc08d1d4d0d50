//! Spoils the pages of a folder in many ways and checks that extraction keeps its promises.
//!
//! ```console
//! $ cargo run --release --example mutate -- FOLDER SECONDS [SEED] [OUT]
//! ```
//!
//! `FOLDER` holds pages, plain or gzipped. An input that breaks a promise or takes long is written
//! to `OUT`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a tool for the people who work on newsint; it may fail loudly"
)]

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use newsint::model::{Capture, MediaKind};

#[path = "../tests/it/promises.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod promises;

/// An input that takes longer than this for each MiB (of at least one) is told.
const SLOW: Duration = Duration::from_secs(4);
/// Longest input. Bytes.
const BYTES_MAX: usize = 6 << 20;

/// Numbers that look random (xorshift64*), the same for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    fn of<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }
}

const TAGS: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "<i>",
    "<a href=x>",
    "</a>",
    "<table>",
    "<tr><td>",
    "<td>",
    "</table>",
    "<ul><li>",
    "<li>",
    "<script>",
    "</script>",
    "<style>",
    "<svg><g>",
    "<math><mi>",
    "<template>",
    "<select><option>",
    "<button>",
    "<form>",
    "<h1>",
    "<h2>",
    "<article>",
    "</article>",
    "<main>",
    "<nav>",
    "<aside>",
    "<footer>",
    "<blockquote>",
    "<pre>",
    "<textarea>",
    "<noscript>",
    "<iframe>",
    "<title>",
    "</title>",
    "<head>",
    "<body>",
    "</body>",
    "<html>",
    "</html>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml",
    "<br>",
    "<hr>",
    "<ruby><rt>",
    "<time datetime='2022-11-28T",
    "<meta charset=utf-16>",
    "<meta charset=euc-kr>",
    "<meta property='article:published_time' content='",
    "<script type='application/ld+json'>{\"",
    "<base href='",
    "<link rel=canonical href='",
    "<nobr>",
    "<custom-tag>",
    "<p title='",
    "&amp;",
    "&#x0;",
    "&#xD800;",
    "&#1114112;",
    "&notit;",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "e\u{301}",
    "\u{1100}\u{1161}\u{11a8}",
    "{\"@type\":\"NewsArticle\",\"headline\":\"",
    "[[[[",
    "{{{{",
    "From: a\nSubject: b\n",
    "\n\n\n",
    "--\n",
    "> > > ",
    "\t\t",
    "# ",
    "| a | b |\n|---|---|\n",
];

/// Spoils `page` once.
fn spoil(page: &mut Vec<u8>, pages: &[(PathBuf, Vec<u8>)], random: &mut Random) {
    let at = random.below(page.len() + 1);
    let most = 1 << random.below(14);
    let end = (at + random.below(most)).min(page.len());
    match random.below(12) {
        0 => page.truncate(at),
        1 => _ = page.drain(at..end),
        2 => {
            for byte in &mut page[at..end] {
                *byte = random.next() as u8;
            }
        }
        3 => {
            let part = page[at..end].to_vec();
            let times = 1 + random.below(60);
            page.splice(at..at, part.repeat(times));
        }
        4 => {
            let other = &pages[random.below(pages.len())].1;
            let from = random.below(other.len());
            let to = (from + random.below(20_000)).min(other.len());
            page.splice(at..end, other[from..to].iter().copied());
        }
        5 => {
            let times = 1 << random.below(16);
            let tag = random.of(TAGS);
            page.splice(at..at, tag.repeat(times).into_bytes());
        }
        6 => {
            let length = 1 << random.below(20);
            let attribute = [b"<p class=\"" as &[u8], &b"x y-z ".repeat(length / 6)].concat();
            page.splice(at..at, attribute);
        }
        7 => page.splice(at..at, vec![0; 1 << random.below(12)]).for_each(drop),
        8 => {
            let byte = random.of(&["<", ">", "\"", "'", "&", "/", "=", "\n"]).as_bytes()[0];
            page.retain(|b| *b != byte);
        }
        9 => {
            // Tags begun and never closed, and closed that were never begun.
            let from = random.of(&["</", "<"]);
            let to = random.of(TAGS);
            let text = String::from_utf8_lossy(page).replace(from, to);
            *page = text.into_bytes();
        }
        10 => {
            let text: Vec<u16> = String::from_utf8_lossy(page).encode_utf16().collect();
            *page = text.into_iter().flat_map(u16::to_le_bytes).collect();
        }
        _ => {
            for _ in 0..random.below(40) {
                let at = random.below(page.len() + 1);
                let tag = random.of(TAGS);
                page.splice(at..at, tag.bytes());
            }
        }
    }
    page.truncate(BYTES_MAX);
}

fn read(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    if path.extension().is_none_or(|e| e != "gz") {
        return bytes;
    }
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut body).unwrap();
    body
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let folder = words.get(1).expect("FOLDER SECONDS [SEED] [OUT]");
    let seconds: u64 = words.get(2).and_then(|w| w.parse().ok()).unwrap_or(60);
    let seed: u64 = words.get(3).and_then(|w| w.parse().ok()).unwrap_or(1);
    let out = PathBuf::from(words.get(4).map_or(".", String::as_str));
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let pages: Vec<_> = paths.into_iter().map(|path| (path.clone(), read(&path))).collect();
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let start = Instant::now();
    let (mut inputs, mut bytes, mut broken, mut slow) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut longest = Duration::ZERO;
    while start.elapsed().as_secs() < seconds {
        let (path, page) = &pages[random.below(pages.len())];
        let mut body = page.clone();
        for _ in 0..=random.below(5) {
            spoil(&mut body, &pages, &mut random);
        }
        let kind = match random.below(10) {
            0 => MediaKind::Text,
            1 => MediaKind::Markdown,
            2 => MediaKind::Item,
            _ => MediaKind::Html,
        };
        let charset = random.of(&["", "", "", "utf-8", "windows-1251", "utf-16le", "gb18030"]);
        let capture: Capture =
            promises::capture(kind, Some(charset).filter(|c| !c.is_empty()), &body);
        let begun = Instant::now();
        let kept = catch_unwind(AssertUnwindSafe(|| promises::hold(&capture)));
        let took = begun.elapsed();
        inputs += 1;
        bytes += body.len() as u64;
        longest = longest.max(took);
        let mebibytes = (body.len() as f64 / f64::from(1 << 20)).max(1.0);
        let is_slow = took.as_secs_f64() > SLOW.as_secs_f64() * mebibytes;
        if kept.is_err() || is_slow {
            (broken, slow) = (broken + u64::from(kept.is_err()), slow + u64::from(is_slow));
            let name = format!("spoilt-{seed}-{inputs}.{kind:?}.{charset}");
            println!("{name}: {took:?}, {} bytes, from {}", body.len(), path.display());
            std::fs::write(out.join(name), &body).unwrap();
        }
    }
    println!(
        "{inputs} inputs, {} MiB, {:.0} s; {broken} broke a promise, {slow} slow; longest {longest:?}",
        bytes >> 20,
        start.elapsed().as_secs_f64()
    );
}
