use super::*;

fn page(html: &str) -> PageLinks {
    scan(html, &Url::parse("https://news.example/world/index.html").unwrap(), "newsint")
}

/// Paths (or addresses of other hosts) of the links, with `!` for nofollow and `>` for next.
fn links(html: &str) -> String {
    let show = |link: &Link| {
        let address = link.url.as_str().trim_start_matches("https://news.example");
        let nofollow = if link.nofollow { "!" } else { "" };
        format!("{address}{nofollow}{}", if link.next { ">" } else { "" })
    };
    page(html).links.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn links_in_page_order_and_once() {
    for (html, expected) in [
        (
            "<a href=/a>A</a><A HREF='b'>B</A><a href = \"c?x=1&amp;y#z\">",
            "/a /world/b /world/c?x=1&y",
        ),
        ("<a href=/a#x><a href=/a#y><a href=#z><a href=''>", "/a"),
        (
            "<a href='mailto:a@b'><a href='javascript:x()'><a href=ftp://c/><a href='http://[bad'>",
            "",
        ),
        ("<map><area href=/a></map><frameset><frame src=/f>", "/a /f"),
        ("<base href='/deep/'><base href='/other/'><a href=a>", "/deep/a"),
        ("<a href=/a rel='ugc NoFollow'><a href=/b rel='ugc sponsored'>", "/a! /b"),
        ("<a href=/a rel=nofollow><a href=/a>", "/a"),
        (
            "<!-- <a href=/no> --><script>'<a href=/no>'</script><title><a href=/no></title>\
          <textarea><a href=/no></textarea><style><a href=/no></style><noscript><a href=/a>",
            "/a",
        ),
        ("<a title='<a href=/no>' data-x=\"'>\" href=/a>", "/a"),
        ("<a href=' /a\n'>x</a><abbr href=/no><article href=/no>", "/a"),
        ("<a href=//other.example/a>", "https://other.example/a"),
        ("<a href=/a", ""),
    ] {
        assert_eq!(links(html), expected, "{html}");
    }
}

#[test]
fn next_pages_are_known_by_relation_class_and_words() {
    for html in [
        "<a href=/2 rel=next>2</a>",
        "<a class='page next' href=/2>2</a>",
        "<a href=/2><span>Older</span> <b>posts</b> &rarr;</a>",
        "<a href=/2 aria-label='Next page'><svg></svg></a>",
        "<a href=/2>2</a><a href=/2>Weiter</a>",
        "<a href=/2>下一页",
    ] {
        assert_eq!(links(html), "/2>", "{html}");
        assert_eq!(page(html).next.unwrap().path(), "/2");
    }
    assert_eq!(links("<a href=/2>Next year will be better for all</a>"), "/2");
    let head = "<link rel=next href=/3><a href=/2 rel=next>";
    assert_eq!(page(head).next.unwrap().path(), "/3");
}

#[test]
fn what_the_head_says() {
    let found = page(
        "<!doctype html><html lang=' en-GB'><head><meta name=robots content='noarchive'>\
         <meta name=newsint content=nofollow><meta name=otherbot content=noindex>\
         <link rel=canonical href='/a#x'><link rel=canonical href=/b>\
         <link rel='alternate' type='application/rss+xml' href=/rss>\
         <link rel=ALTERNATE type='application/atom+xml; charset=utf-8' href=/atom>\
         <link rel=alternate type=application/feed+json href=/json>\
         <link rel=alternate type=application/json href=/wp-json/wp/v2/posts/1>\
         <link rel=alternate hreflang=de href=/de><link rel=stylesheet type=text/css href=/s>\
         <link rel=alternate type='application/rss+xml' href=/rss>\
         <meta http-equiv=Refresh content='0; URL=/moved'></head>",
    );
    let paths: Vec<_> = found.feeds.iter().map(Url::path).collect();
    assert_eq!(paths, ["/rss", "/atom", "/json"]);
    assert_eq!(found.canonical.unwrap().as_str(), "https://news.example/a");
    assert_eq!(found.refresh.unwrap().path(), "/moved");
    assert_eq!(found.lang.as_deref(), Some("en-GB"));
    assert_eq!(found.directives, Directives { noindex: false, nofollow: true, noarchive: true });
    let other = page("<meta http-equiv=content-language content=fr><html lang=de>");
    assert_eq!(other.lang.as_deref(), Some("fr"));
    assert!(page("<meta http-equiv=refresh content='300; url=/a'>").refresh.is_none());
}

#[test]
fn hostile_pages_end_soon() {
    for piece in [
        "<a href=/a>",
        "<a href='",
        "<a ",
        "<a x",
        "<div>",
        "<!--",
        "<script>",
        "<a href=x class='",
        "&amp;",
        "<a href=/a>x",
        "<base href='a/'><a href=b>",
        "<link rel=alternate type=rss href=x",
        "<",
        "</a>",
        "<a \" href=\"",
        "=\"",
    ] {
        let started = std::time::Instant::now();
        page(&piece.repeat(300_000));
        assert!(started.elapsed().as_secs() < 5, "{piece}");
    }
    let many: Vec<String> = (0..10_000).map(|at| format!("<a href=/{at}>")).collect();
    assert_eq!(page(&many.concat()).links.len(), LINKS_PER_PAGE_MAX);
    let long = "x".repeat(1 << 20);
    assert_eq!(links(&format!("<a title='{long}' href=/a><a href=/{long}>")), "/a");
    assert_eq!(links(&format!("<a href=/a rel='{long}'>{long}</a>")), "/a");
}

proptest::proptest! {
    #[test]
    fn anything_is_read_without_a_panic(
        text in "\\PC{0,200}",
        markup in "(<a href=|<meta content='0;url=|<link rel=next href=|'|\"|>|é|&#|<!--|</a>|=| ){0,40}",
    ) {
        page(&text);
        page(&markup);
    }
}
