//! What a fetched address is for.

/// What a fetched address is for: how often it is asked for depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// `robots.txt` of a host.
    Robots,
    /// An RSS, Atom or JSON feed.
    Feed,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// A page that lists others: a home page, a section, an archive.
    Listing,
    /// Any other page: articles.
    Page,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Robots, Self::Feed, Self::Sitemap, Self::Listing, Self::Page];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Robots => "robots",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Listing => "listing",
            Self::Page => "page",
        }
    }

    /// The role of a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        assert_eq!(Role::from_name("other"), None);
    }
}
