//! `newsint crawl`: sources in, evidence out.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::add::{found, watch_for_interrupt};
use super::crawl_log::{Log, Status};
use super::exit::Exit;
use super::progress::Progress;
use super::{Session, clock, sanitize};
use crate::config::{Scope, Settings, Source, SourceKind};
use crate::crawl::fetch::Proxies;
use crate::crawl::key;
use crate::crawl::scope::Reach;
use crate::error::{Error, Result};
use crate::pipeline::crawl::{self as crawler, Decided, Event, Kind, Plan, Report, SourcePlan};

/// Fetch web pages politely, and keep, read, tag and index what they say
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  newsint crawl https://news.example/             a whole site: its feeds, sitemaps and links
  newsint crawl https://news.example/feed.xml     a feed and the pages it names
  newsint crawl                                   every [[source]] of newsint.toml
  newsint crawl --dry-run                         what would be done
  newsint crawl ministry --since 7d --max-pages 200
  newsint crawl --watch                           run on, asking again when something is due
  newsint crawl status                            how every source stands
  newsint crawl log https://news.example/story    why a page was or was not kept

robots.txt is obeyed, and a host is asked for one page at a time with a delay (1 second, longer for slow
hosts). Every request and answer becomes a WARC record in corpus/captures/ first. Stop it at any time: the
same command goes on where it was. Run again after its end, it asks for what is new or may have changed.
Proxies are taken from http_proxy, HTTPS_PROXY, ALL_PROXY and NO_PROXY; socks5h://127.0.0.1:9050 is Tor."
)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Crawl {
    #[command(subcommand)]
    what: Option<What>,
    /// Names of sources in newsint.toml, or addresses; all sources when none is given
    sources: Vec<String>,
    /// Show what would be done, and ask nobody
    #[arg(long)]
    dry_run: bool,
    /// Leave out pages dated before this day (2024-05-31, or 7d for the last seven days)
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Stop after so many pages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_pages: Option<u64>,
    /// Stop after this time (90s, 30m, 8h, 2d)
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_time: Option<Duration>,
    /// Run on: ask again whenever something is due
    #[arg(long)]
    watch: bool,
    /// Seconds between two requests to one host (default: 1, or what newsint.toml says)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    delay: Option<Duration>,
    /// Most links from the start of a source
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    /// Follow only addresses that match (/news/*, *.html$); may be given more than once
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Do not follow addresses that match; may be given more than once
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Ask this host although its address is not public (127.0.0.1:8080); nothing else is opened
    #[arg(long, value_name = "HOST:PORT")]
    allow_host: Vec<String>,
    /// Mail address or page that a site can reach you at; it is sent with every request
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<String>,
    /// Keep captures now; the next `crawl`, `add` or `rebuild` reads, tags and indexes them
    #[arg(long)]
    capture_only: bool,
    /// One JSON object for each decided address (schema newsint.crawl/1)
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    Status(Status),
    Log(Log),
}

/// Most reasons listed at the end.
const REASONS_SHOWN: usize = 30;

impl Crawl {
    pub(super) fn run(&self, session: &mut Session) -> Result<Exit> {
        match &self.what {
            Some(What::Status(status)) => status.run(session),
            Some(What::Log(log)) => log.run(session),
            None => self.begin(session),
        }
    }

    fn begin(&self, session: &mut Session) -> Result<Exit> {
        let settings = Settings::load(session.home.root())?;
        let plan = self.plan(&settings, session.home.root())?;
        if self.dry_run {
            return self.show_plan(session, &plan);
        }
        if settings.crawl.contact.is_none() && self.contact.is_none() {
            session.out.say(
                "note: sites cannot reach you: set contact = \"you@example.org\" under [crawl] in newsint.toml",
            );
        }
        watch_for_interrupt();
        self.go(session, &plan)
    }

    fn go(&self, session: &mut Session, plan: &Plan) -> Result<Exit> {
        let progress = Progress::spinner(session.out.is_quiet(), "answers");
        let clock = crawler::Clock::starting_at(clock::millis());
        let mut tally = Tally::default();
        let (out, json) = (&mut session.out, self.json);
        let mut failed = None;
        let result = crawler::crawl(&session.home, plan, clock, &mut |event| match event {
            Event::Progress(p) => {
                progress.count(p.answers);
                progress.say(format!(
                    "answers, {:.1} MB, {} queued, {} hosts, {} under way, {} failed, {} to be read",
                    p.bytes as f64 / 1e6,
                    p.queued,
                    p.hosts,
                    p.in_flight,
                    p.errors,
                    p.unread
                ));
            }
            Event::Decided(decided) => {
                tally.take(&decided);
                if json && failed.is_none() {
                    failed = out.json(&wire(&decided)).and_then(|()| out.flush()).err();
                }
            }
        });
        progress.clear();
        if !self.json {
            tally.show(session)?;
        }
        let report = result?;
        if let Some(error) = failed {
            return Err(error);
        }
        tell(session, &report);
        if !self.json && tally.count("added") + tally.count("new version") > 0 {
            found(session)?;
        }
        Ok(if report.answers == 0 { Exit::Nothing } else { Exit::Done })
    }

    /// What is asked for, from the settings and the command line.
    fn plan(&self, settings: &Settings, home: &Path) -> Result<Plan> {
        let mut sources = Vec::new();
        if self.sources.is_empty() {
            for source in &settings.sources {
                sources.push(self.named(source, settings, home)?);
            }
            if sources.is_empty() {
                return Err(Error::usage_hint(
                    format!(
                        "there is nothing to crawl: {} names no source",
                        home.join("newsint.toml").display()
                    ),
                    "name an address (newsint crawl https://news.example/) or add a [[source]] to newsint.toml",
                ));
            }
        }
        for word in &self.sources {
            sources.push(match settings.source(word) {
                Some(source) => self.named(source, settings, home)?,
                None => self.typed(word, settings)?,
            });
        }
        let contact = self.contact.as_ref().or(settings.crawl.contact.as_ref());
        if let Some(contact) = contact.filter(|contact| !crate::config::is_contact(contact)) {
            return Err(Error::usage_hint(
                format!("{contact} is neither a mail address nor a URL"),
                "write for example --contact desk@news.example",
            ));
        }
        let version = env!("CARGO_PKG_VERSION");
        let agent = match contact {
            Some(contact) => format!("newsint/{version} (+{contact})"),
            None => format!("newsint/{version}"),
        };
        let allow_hosts =
            settings.crawl.allow_hosts.iter().chain(&self.allow_host).cloned().collect();
        Ok(Plan {
            sources,
            agent,
            allow_hosts,
            proxies: proxies(),
            max_pages: self.max_pages,
            max_time: self.max_time,
            since: self.since.as_deref().map(day).transpose()?,
            watch: self.watch,
            extractor: super::extractor(settings, home)?,
            capture_only: self.capture_only,
        })
    }

    /// A source of the settings; the command line adds to it.
    fn named(&self, source: &Source, settings: &Settings, home: &Path) -> Result<SourcePlan> {
        let seeds = if source.is_file() {
            addresses(&home.join(&source.url))?
        } else {
            key::seed(&source.url).into_iter().collect()
        };
        let mut plan = SourcePlan {
            name: source.name.clone(),
            seeds,
            kind: if source.kind == SourceKind::List && !source.is_file() {
                // A plain list on the web reads as the plain form of a sitemap.
                Kind::Sitemap
            } else {
                kind(source.kind)
            },
            reach: match source.scope {
                Scope::Host => Reach::Host,
                Scope::Domain => Reach::Domain,
                Scope::Prefix => Reach::Prefix,
            },
            include: source.include.clone(),
            exclude: source.exclude.clone(),
            depth: self.depth.or(source.depth),
            max_pages: source.max_pages,
            delay: self.delay(source.delay, settings),
            tags: source.tags.clone(),
        };
        plan.include.extend(self.include.iter().cloned());
        plan.exclude.extend(self.exclude.iter().cloned());
        Ok(plan)
    }

    /// An address on the command line.
    fn typed(&self, word: &str, settings: &Settings) -> Result<SourcePlan> {
        let seed = key::seed(word).filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(seed) = seed else {
            let known: Vec<_> = settings.sources.iter().map(|s| s.name.as_str()).collect();
            let hint = if known.is_empty() {
                "write an address such as https://news.example/".to_string()
            } else {
                format!("the sources are: {}", known.join(", "))
            };
            return Err(Error::usage_hint(
                format!("{word} is neither an http address nor a source of newsint.toml"),
                hint,
            ));
        };
        Ok(SourcePlan {
            name: seed.to_string(),
            seeds: vec![seed],
            kind: Kind::Auto,
            reach: Reach::Host,
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            depth: self.depth,
            max_pages: None,
            delay: self.delay(None, settings),
            tags: Vec::new(),
        })
    }

    fn delay(&self, own: Option<Duration>, settings: &Settings) -> Duration {
        self.delay.or(own).or(settings.crawl.delay).unwrap_or(Duration::from_secs(1))
    }

    fn show_plan(&self, session: &mut Session, plan: &Plan) -> Result<Exit> {
        if self.json {
            for source in &plan.sources {
                session.out.json(&json!({
                    "schema": "newsint.plan/1",
                    "name": source.name,
                    "kind": source.kind.as_str(),
                    "seeds": source.seeds.iter().map(url::Url::as_str).collect::<Vec<_>>(),
                    "include": source.include,
                    "exclude": source.exclude,
                    "depth": source.depth,
                    "max_pages": source.max_pages,
                    "delay": source.delay.as_secs_f64(),
                    "tags": source.tags,
                    "agent": plan.agent,
                }))?;
            }
            return Ok(Exit::Done);
        }
        let rows: Vec<_> = plan
            .sources
            .iter()
            .map(|source| {
                let limit = |n: Option<String>| n.unwrap_or_else(|| "-".to_string());
                let first = source.seeds.first().map_or("", |seed| seed.as_str());
                let more = match source.seeds.len() {
                    0 | 1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                vec![
                    source.name.clone(),
                    source.kind.as_str().to_string(),
                    format!("{}s", source.delay.as_secs_f64()),
                    limit(source.depth.map(|n| n.to_string())),
                    limit(source.max_pages.map(|n| n.to_string())),
                    source.tags.join(" "),
                    format!("{first}{more}"),
                ]
            })
            .collect();
        session
            .out
            .table(&["source", "kind", "delay", "depth", "pages", "tags", "start"], &rows)?;
        session.out.say(&format!("asked as: {}", plan.agent));
        Ok(Exit::Done)
    }
}

fn kind(kind: SourceKind) -> Kind {
    match kind {
        SourceKind::Auto => Kind::Auto,
        SourceKind::Page => Kind::Page,
        SourceKind::Section | SourceKind::Archive => Kind::Section,
        SourceKind::Site => Kind::Site,
        SourceKind::Feed => Kind::Feed,
        SourceKind::Sitemap => Kind::Sitemap,
        SourceKind::List => Kind::List,
    }
}

/// The addresses in a file, one a line; `#` begins a comment.
fn addresses(path: &Path) -> Result<Vec<url::Url>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io("read", path, error))?;
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let seed = key::seed(line).filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = seed else {
            let message = format!("line {}: {line} is not an http address", number + 1);
            return Err(Error::data(path, message));
        };
        out.push(url);
    }
    Ok(out)
}

/// The usual proxy variables, in small letters or capitals. `HTTP_PROXY` in capitals is not read:
/// under CGI anyone can set it.
fn proxies() -> Proxies {
    let read =
        |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    Proxies {
        all: read(&["all_proxy", "ALL_PROXY"]),
        http: read(&["http_proxy"]),
        https: read(&["https_proxy", "HTTPS_PROXY"]),
        no: read(&["no_proxy", "NO_PROXY"]),
    }
}

/// Seconds, perhaps with a fraction.
fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("{text} is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|delay| delay.as_secs() <= crate::limits::DELAY_SECONDS_MAX)
        .ok_or_else(|| format!("{text} is not between 0 and a day"))
}

/// `90s`, `30m`, `8h`, `2d`, or seconds.
fn time(text: &str) -> std::result::Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.strip_prefix(digits).unwrap_or_default() {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(format!("{text} does not end in s, m, h or d")),
    };
    let count: u64 = digits.parse().map_err(|_| format!("{text} is not a time such as 30m"))?;
    count.checked_mul(unit).map(Duration::from_secs).ok_or_else(|| format!("{text} is too long"))
}

/// A day as YYYY-MM-DD: given so, or as days before today (`7d`).
fn day(text: &str) -> Result<String> {
    let ago = text.strip_suffix('d').and_then(|days| days.parse::<i64>().ok());
    let date = match ago {
        Some(days) => clock::today().checked_sub(days.days()).ok(),
        None => text.parse::<Date>().ok(),
    };
    date.map(|date| date.to_string()).ok_or_else(|| {
        Error::usage_hint(
            format!("{text} is not a day"),
            "write 2024-05-31, or 7d for seven days ago",
        )
    })
}

/// Counts for the table at the end.
#[derive(Debug, Default)]
struct Tally {
    outcomes: BTreeMap<(String, String), u64>,
}

impl Tally {
    fn take(&mut self, decided: &Decided) {
        let reason = decided.reason.as_deref().map(general).unwrap_or_default();
        *self.outcomes.entry((decided.outcome.clone(), reason)).or_default() += 1;
    }

    fn count(&self, outcome: &str) -> u64 {
        self.outcomes.iter().filter(|((name, _), _)| name == outcome).map(|(_, n)| n).sum()
    }

    fn show(&self, session: &mut Session) -> Result<()> {
        let mut rows: Vec<_> = self.outcomes.iter().collect();
        rows.sort_by_key(|((name, reason), n)| {
            (std::cmp::Reverse(**n), name.clone(), reason.clone())
        });
        let more: u64 = rows.iter().skip(REASONS_SHOWN).map(|(_, n)| **n).sum();
        let mut table: Vec<_> = rows
            .iter()
            .take(REASONS_SHOWN)
            .map(|((name, reason), n)| vec![name.clone(), n.to_string(), reason.clone()])
            .collect();
        if more > 0 {
            table.push(vec!["others".to_string(), more.to_string(), String::new()]);
        }
        session.out.table(&["outcome", "addresses", "reason"], &table)
    }
}

/// A reason without what differs from page to page: addresses and what stands in brackets.
fn general(reason: &str) -> String {
    let cut = reason.find(" (").map_or(reason, |at| reason.get(..at).unwrap_or(reason));
    let words = cut.split(' ').map(|word| if word.contains("://") { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// What the user should know beside the table.
fn tell(session: &Session, report: &Report) {
    let line = |text: &str| sanitize::line(text).into_owned();
    for (shape, pages) in &report.traps {
        session.out.say(&format!(
            "left alone: pages like {} gave nothing new ({pages} seen)",
            line(shape)
        ));
    }
    for (host, reason) in &report.closed_hosts {
        session.out.say(&format!("not asked: {}: {}", line(host), line(reason)));
    }
    if report.older > 0 {
        session.out.say(&format!("{} addresses are older than asked for", report.older));
    }
    if let Some(cut) = report.cut {
        session.out.say(&format!("{cut}: run the same command again to go on"));
    }
    if report.waiting > 0 {
        let until = report.waiting_until.map(clock::from_millis).unwrap_or_default();
        session
            .out
            .say(&format!("{} addresses wait for a later run (due from {until})", report.waiting));
    }
    if report.unread > 0 {
        session.out.say(&format!("{} captures are to be read by the next run", report.unread));
    }
}

fn wire(decided: &Decided) -> serde_json::Value {
    json!({
        "schema": "newsint.crawl/1",
        "url": decided.url,
        "outcome": decided.outcome,
        "status": decided.status,
        "reason": decided.reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_delays() {
        assert_eq!(time("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("2h"), Ok(Duration::from_hours(2)));
        assert_eq!(time("5"), Ok(Duration::from_secs(5)));
        assert!(
            time("h").is_err() && time("5y").is_err() && time("99999999999999999999d").is_err()
        );
        assert_eq!(seconds("0.05"), Ok(Duration::from_millis(50)));
        assert!(seconds("-1").is_err() && seconds("x").is_err() && seconds("1e9").is_err());
    }

    #[test]
    fn reasons_are_counted_without_their_particulars() {
        assert_eq!(general("to https://a.example/x"), "to …");
        assert_eq!(
            general("a list of links, not an article (12 links)"),
            "a list of links, not an article"
        );
    }
}
