//! The robots exclusion protocol (RFC 9309): one file parsed once, its rules asked for every URL.
//!
//! Where readers of the standard differ, a ban covers every spelling of a path and a permission
//! only the spelling it was given in, so that no URL is fetched that some reading forbids.

mod agent;
mod lines;
pub(in crate::crawl) mod pattern;

use std::time::Duration;

use crate::limits::ROBOTS_BYTES_MAX;

use lines::Line;
use pattern::Pattern;

/// The parsed robots.txt of one host.
#[derive(Debug, Clone, Default)]
pub struct Robots {
    groups: Vec<Group>,
    sitemaps: Vec<String>,
}

/// The lines that follow one run of `User-agent` lines.
#[derive(Debug, Clone, Default)]
struct Group {
    /// Product tokens in lower case; `*` is the group of everyone else.
    agents: Vec<String>,
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

#[derive(Debug, Clone)]
struct Rule {
    allow: bool,
    pattern: Pattern,
}

/// What one crawler may fetch from one host: the merged groups of its product token.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The rule that decides first comes first.
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

impl Robots {
    /// Parses the first 500 KiB of a robots.txt, in any state of repair (RFC 9309, 2.2 and 2.5).
    ///
    /// A line cut by the limit is left out: half a path would ban more than was meant.
    pub fn parse(body: &[u8]) -> Self {
        let text = lines::text(body, ROBOTS_BYTES_MAX);
        let mut robots = Self::default();
        let mut group = Group::default();
        let mut ruled = false;
        for line in lines::lines(&text) {
            match line {
                Line::Agent(value) => {
                    if ruled {
                        robots.groups.push(std::mem::take(&mut group));
                        ruled = false;
                    }
                    group.agents.extend(agent::group_token(value));
                }
                Line::Rule { allow, value } => {
                    ruled = true;
                    group.add(allow, value);
                }
                Line::Delay(delay) => {
                    ruled = true;
                    group.delay = group.delay.max(Some(delay));
                }
                Line::Sitemap(url) => robots.sitemaps.push(url.to_owned()),
            }
        }
        robots.groups.push(group);
        robots.groups.retain(|group| !group.agents.is_empty());
        robots
    }

    /// The file of a host that has none (4xx): everything may be fetched.
    pub fn allow_all() -> Self {
        Self::default()
    }

    /// The file of a host whose robots.txt can't be had (5xx, no answer): nothing may be fetched.
    pub fn disallow_all() -> Self {
        Self::parse(b"User-agent: *\nDisallow: /\n")
    }

    /// The rules for a crawler, named by its product token (`newsint`), by the value of its
    /// `User-Agent` header, or by a comma-separated list of product tokens.
    ///
    /// All groups of the same token count as one; without any, those of `*` apply.
    pub fn rules(&self, agent: &str) -> Rules {
        let tokens = agent::tokens(agent);
        let named = |group: &&Group| group.agents.iter().any(|name| tokens.contains(name));
        let mut groups: Vec<&Group> = self.groups.iter().filter(named).collect();
        if groups.is_empty() {
            let everyone = |group: &&Group| group.agents.iter().any(|name| name == "*");
            groups = self.groups.iter().filter(everyone).collect();
        }
        let mut rules: Vec<Rule> = groups.iter().flat_map(|group| group.rules.clone()).collect();
        // The most specific rule decides, and a permission among equals (RFC 9309, 2.2.2).
        rules.sort_by_key(|rule| (std::cmp::Reverse(rule.pattern.length()), !rule.allow));
        Rules { rules, delay: groups.iter().filter_map(|group| group.delay).max() }
    }

    /// The URLs of the `Sitemap` lines, as written.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

impl Group {
    fn add(&mut self, allow: bool, value: &str) {
        if let Some(pattern) = Pattern::compile(value, allow) {
            self.rules.push(Rule { allow, pattern });
        }
        // The index page of a folder is the folder: who may fetch one may fetch the other.
        if allow && let Some((folder, page)) = value.rsplit_once('/') {
            let folder = page.starts_with("index.htm").then(|| format!("{folder}/$"));
            if let Some(pattern) = folder.and_then(|folder| Pattern::compile(&folder, allow)) {
                self.rules.push(Rule { allow, pattern });
            }
        }
    }
}

impl Rules {
    /// Whether a URL, or the path and query of one, may be fetched. `/robots.txt` always may.
    pub fn allows(&self, url: &str) -> bool {
        let path = pattern::path_and_query(url);
        if path == "/robots.txt" {
            return true;
        }
        let path = pattern::Path::new(&path);
        self.rules.iter().find(|rule| rule.pattern.matches(&path)).is_none_or(|rule| rule.allow)
    }

    /// The delay the site asks for between two requests, as written: the caller caps it.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.delay
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, agent: &str, url: &str) -> bool {
        Robots::parse(robots.as_bytes()).rules(agent).allows(url)
    }

    #[test]
    fn the_longest_rule_decides_and_a_tie_allows() {
        let robots = "User-agent: *\nDisallow: /a/\nAllow: /a/open\nAllow: /b\nDisallow: /b\n";
        assert!(!allows(robots, "newsint", "/a/shut"));
        assert!(allows(robots, "newsint", "https://news.example/a/open/page"));
        assert!(allows(robots, "newsint", "/b") && allows(robots, "newsint", "/c"));
    }

    #[test]
    fn groups_of_one_agent_are_merged() {
        let robots = "User-agent: newsint\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\n\
                      User-agent: NewsInt/2\nUser-agent: other\nDisallow: /b\n";
        let rules = Robots::parse(robots.as_bytes()).rules("newsint");
        assert!(!rules.allows("/a") && !rules.allows("/b") && rules.allows("/c"));
        assert!(!allows(robots, "unknown", "/c"));
        assert!(!allows(robots, "Mozilla/5.0 (compatible; newsint/1.0)", "/a"));
    }

    #[test]
    fn robots_txt_itself_is_always_open() {
        let rules = Robots::disallow_all().rules("newsint");
        assert!(rules.allows("/robots.txt") && !rules.allows("/"));
        assert!(Robots::allow_all().rules("newsint").allows("/x"));
    }

    #[test]
    fn the_line_that_the_limit_cuts_is_left_out() {
        let mut robots = b"User-agent: *\nDisallow: /kept\n".to_vec();
        robots.resize(ROBOTS_BYTES_MAX - 11, b'\n');
        robots.extend_from_slice(b"Disallow: /private/\n");
        let rules = Robots::parse(&robots).rules("newsint");
        assert!(!rules.allows("/kept") && rules.allows("/public"));
    }

    #[test]
    fn hostile_wildcards_cost_no_more_than_others() {
        let robots = format!("User-agent: *\nDisallow: /{}b$\n", "*a".repeat(4_000));
        assert!(allows(&robots, "newsint", &format!("/{}", "a".repeat(100_000))));
    }
}
