//! Crawling: from sources to fetched answers, by the rules of each site.
