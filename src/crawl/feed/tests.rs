use super::*;

fn base() -> Url {
    Url::parse("https://news.example/feeds/all.xml").unwrap()
}

fn feed(text: &str) -> Feed {
    parse(text.as_bytes(), None, &base()).unwrap_or_else(|| panic!("no feed: {text}"))
}

/// Link, title, published, updated of each entry.
fn entries(text: &str) -> Vec<String> {
    let entry = |entry: &FeedEntry| {
        let link = entry.link.as_ref().map_or("-", Url::as_str);
        let part = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
        let (published, updated) = (part(&entry.published), part(&entry.updated));
        format!("{link} {} {published} {updated}", part(&entry.title))
    };
    feed(text).entries.iter().map(entry).collect()
}

#[test]
fn rss_in_order() {
    let text = "<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'>\
        <channel><title>News</title><link>https://news.example/</link>\
        <atom:link rel='self' href='/feeds/all.xml'/><atom:link rel='next' href='?page=2'/>\
        <image><title>Logo</title><link>https://news.example/logo</link></image>\
        <item><title><![CDATA[A & B]]></title><link> /a#top </link><guid>x1</guid>\
        <pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate></item>\
        <item><guid>https://news.example/b</guid><title>Two\n words</title></item>\
        <item><guid isPermaLink='false'>https://news.example/c</guid></item></channel></rss>";
    assert_eq!(
        entries(text),
        [
            "https://news.example/a A & B 2004-01-01T19:48:21Z -",
            "https://news.example/b Two words - -",
            "- - - -",
        ]
    );
    let feed = feed(text);
    assert_eq!(feed.title.as_deref(), Some("News"));
    assert_eq!(feed.next.unwrap().as_str(), "https://news.example/feeds/all.xml?page=2");
    assert_eq!(feed.entries[0].id.as_deref(), Some("x1"));
}

#[test]
fn atom_in_order() {
    let text = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://other.example/d/'>\
        <title type='html'>A &amp;amp; B</title><link href='.'/>\
        <link rel='prev-archive' href='2003.xml'/>\
        <entry xml:base='e/'><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>\
        An <i>odd</i> one</div></title><link rel='replies' href='no'/>\
        <link type='application/pdf' href='p.pdf'/><link rel='alternate' href='page'/>\
        <id>tag:x,2004:1</id><updated>2004-01-01T00:00:00+01:00</updated>\
        <source><title>Else</title><id>no</id></source>\
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><title>no</title></div>\
        </content></entry></feed>";
    let expected = "https://other.example/d/e/page An <i>odd</i> one - 2003-12-31T23:00:00Z";
    assert_eq!(entries(text), [expected]);
    let feed = feed(text);
    assert_eq!(feed.title.as_deref(), Some("A &amp; B"));
    assert_eq!(feed.next.unwrap().as_str(), "https://other.example/d/2003.xml");
}

#[test]
fn other_kinds_of_feeds() {
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
        xmlns='http://purl.org/rss/1.0/' xmlns:d='http://purl.org/dc/elements/1.1/'>\
        <channel rdf:about='x'><title>R</title><items><rdf:Seq/></items></channel>\
        <item rdf:about='https://news.example/1'><title>One</title><d:date>2004-01-01</d:date>\
        </item></rdf:RDF>";
    let day = "2004-01-01T00:00:00Z";
    assert_eq!(entries(rdf), [format!("https://news.example/1 One {day} {day}")]);
    let cdf = "<CHANNEL HREF='https://news.example/'><TITLE>C</TITLE>\
        <ITEM HREF='/1' LASTMOD='2004-01-01'><TITLE>One</TITLE></ITEM></CHANNEL>";
    assert_eq!(entries(cdf), [format!("https://news.example/1 One - {day}")]);
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "J",
        "next_url": "/2", "items": [{"id": 7, "url": "/1", "title": "One",
        "date_published": "2004-01-01T01:00:00+01:00"}, {"id": "https://news.example/x"}]}"#;
    assert_eq!(
        entries(json),
        [format!("https://news.example/1 One {day} -"), "https://news.example/x - - -".to_owned()]
    );
    assert_eq!(feed(json).entries[0].id.as_deref(), Some("7"));
}

#[test]
fn broken_feeds_are_read() {
    for text in [
        "<rss><channel><item><title>T</title><link>/l</link></item></channel></rss>",
        "<channel><item><title>T</title><link>/l</link></item>",
        "<item><title>T</title><link>/l</link>",
        "<br/><b>Warning</b>: x in y\n<?xml version='1.0'?><rss><item><title>T</title><link>/l",
        "<rss><channel><item><title>T<link>/l<pubDate>soon</item></channel></rss>",
        "<rss><channel><item><description>a <b>c<title>T</title><link>/l</link></item></channel>",
        "<rss><channel><item><title>T</titel><link>/l</lnik></item></channel></rss>",
        "<RSS><Channel><Item><Title>T</Title><Link>/l</Link></Item></Channel></RSS>",
        "<x:rss xmlns:x='urn:none'><x:item><x:title>T</x:title><x:link>/l</x:link></x:item>",
        "<rss xmlns:m='http://search.yahoo.com/mrss/'><item><m:title>no</m:title><title>T</title>\
         <link>/l</link></item></rss>",
        "<rss xmlns:feedburner='x'><item><link>/no</link><title>T</title>\
         <feedburner:origLink>/l</feedburner:origLink></item></rss>",
        "<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]><rss><item><title>T</title><link>/l</link></item>",
        "<feed><entry><title>T</title><link href=/l></link></entry></feed>",
        "\u{FEFF}\n<rss><item><title>T</title><link>&#x2F;l</link></item>",
    ] {
        assert_eq!(entries(text), ["https://news.example/l T - -"], "{text}");
    }
    let unclosed = "<rss><channel><item><title>A<link>/a<item><title>B<link>/b</channel></rss>";
    assert_eq!(entries(unclosed), ["https://news.example/a A - -", "https://news.example/b B - -"]);
    let entities =
        feed("<rss><channel><title>caf&eacute; &unknown; &amp;lt;</title></channel></rss>");
    assert_eq!(entities.title.as_deref(), Some("café &unknown; &lt;"));
}

#[test]
fn what_is_no_feed_is_told() {
    for text in [
        "",
        "words",
        "{}",
        "{\"items\": 3}",
        "{\"items\": []}",
        "<!doctype html><html><body><item>x</item></body></html>",
        "<urlset><url><loc>https://news.example/</loc></url></urlset>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><owl:Class/></rdf:RDF>",
        "<note><to>x</to></note>",
    ] {
        assert_eq!(parse(text.as_bytes(), None, &base()), None, "{text}");
    }
}

#[test]
fn hostile_feeds_end_soon() {
    for piece in [
        "<a>",
        "<item>",
        "<title>",
        "<x:a xmlns:x='u'>",
        "<a xml:base='b/'>",
        "<description>",
        "</a>",
        "<link>/l</link>",
        "<item><title>",
        "<![CDATA[",
        "<title type='xhtml'><div>",
        "&",
        "<feed><entry>",
        "<source>",
    ] {
        let text = format!("<rss>{}", piece.repeat(200_000));
        let started = std::time::Instant::now();
        let feed = feed(&text);
        assert!(feed.entries.len() <= crate::limits::FEED_ENTRIES_MAX);
        assert!(started.elapsed().as_secs() < 5, "{piece}");
    }
    let long = format!("<rss><item><link href='/{}'/><title>x</title></item>", "a".repeat(1 << 20));
    assert_eq!(entries(&long), ["- x - -"]);
    let deep = format!("{{\"title\": \"\", \"items\": [{}", "[".repeat(100_000));
    assert_eq!(parse(deep.as_bytes(), None, &base()), None);
}

proptest::proptest! {
    #[test]
    fn anything_is_read_without_a_panic(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
        markup in "(<rss>|<item>|</item>|<title>|<link href='|/>|<!\\[CDATA\\[|\\]\\]>|é|&#|'|<){0,40}",
    ) {
        parse(&bytes, Some("text/xml; charset=utf-16"), &base());
        parse(markup.as_bytes(), None, &base());
        parse(format!("<feed>{markup}").as_bytes(), None, &base());
    }
}
