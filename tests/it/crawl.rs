//! robots.txt, URL keys and registrable domains against public conformance data.

use newsint::crawl::{key, robots::Robots, site};
use serde_json::Value;

use crate::shared::shared;

/// The cases of a file of the shared data; none without it.
fn cases(name: &str) -> Vec<Value> {
    let Some(folder) = shared("bench/crawl") else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn body(case: &Value) -> Vec<u8> {
    case["robots"].as_str().map_or_else(
        || {
            let coded = case["robots_b64"].as_str().unwrap();
            data_encoding::BASE64.decode(coded.as_bytes()).unwrap()
        },
        |text| text.as_bytes().to_vec(),
    )
}

/// Fails with the ids of the wrong cases when fewer than `share` of them are right.
fn at_least(share: f64, what: &str, cases: &[Value], right: impl Fn(&Value) -> bool) {
    let wrong: Vec<_> = cases.iter().filter(|c| !right(c)).map(|c| c["id"].to_string()).collect();
    let reached = 1.0 - wrong.len() as f64 / (cases.len().max(1)) as f64;
    assert!(reached >= share, "{what}: {reached:.3}, wrong: {}", wrong.join(" "));
}

#[test]
fn robots_rules_decide_as_the_reference_parsers_do() {
    let mut all = cases("robots.jsonl");
    // Dialects on which the reference parsers disagree.
    all.retain(|case| case["contested"] != true);
    at_least(1.0, "robots", &all, |case| {
        let rules = Robots::parse(&body(case)).rules(case["agent"].as_str().unwrap());
        Some(rules.allows(case["url"].as_str().unwrap())) == case["allowed"].as_bool()
    });
    at_least(1.0, "crawl delay", &cases("robots_delay.jsonl"), |case| {
        let rules = Robots::parse(&body(case)).rules(case["agent"].as_str().unwrap());
        let delay = rules.crawl_delay().map_or(0.0, |delay| delay.as_secs_f64() * 1000.0);
        (delay - case["crawl_delay_ms"].as_f64().unwrap_or(0.0)).abs() < 0.5
    });
}

#[test]
fn addresses_are_read_as_browsers_read_them() {
    let mut all = cases("url_wpt.jsonl");
    all.retain(|case| case["href"].as_str().is_some_and(|href| href.starts_with("http")));
    at_least(0.98, "WHATWG URL", &all, |case| {
        let base = case["base"].as_str().and_then(|base| key::parse(base, None));
        key::href(case["input"].as_str().unwrap(), base.as_ref()).as_deref()
            == case["href"].as_str()
    });
    at_least(1.0, "resolving", &cases("url_resolve.jsonl"), |case| {
        let base = key::parse(case["base"].as_str().unwrap(), None);
        key::href(case["input"].as_str().unwrap(), base.as_ref()).as_deref()
            == case["expected"].as_str()
    });
}

#[test]
fn spellings_of_one_address_have_one_key() {
    // The two misses are addresses without a host, which cannot be fetched.
    at_least(0.95, "keys", &cases("url_normalize.jsonl"), |case| {
        let url = key::seed(case["input"].as_str().unwrap());
        url.map(|url| key::normalise(&url)).as_deref() == case["normalized"].as_str()
    });
}

#[test]
fn registrable_domains_follow_the_public_suffix_list() {
    at_least(1.0, "public suffixes", &cases("psl.jsonl"), |case| {
        let host = case["host"].as_str().unwrap().to_lowercase();
        site::registrable(&host) == case["registrable"].as_str()
    });
}
