use std::io::Write;

use super::*;

fn base() -> Url {
    Url::parse("https://news.example/sitemap.xml").unwrap()
}

/// What was listed: `index` or `urls`, then addresses with their dates.
fn shown(body: &[u8]) -> String {
    let (kind, entries) = match parse(body, &base()) {
        None => return "none".to_owned(),
        Some(Sitemap::Index(entries)) => ("index", entries),
        Some(Sitemap::Urls(entries)) => ("urls", entries),
    };
    let entry = |entry: &SitemapEntry| {
        format!(" {}@{}", entry.url.path(), entry.modified.as_deref().unwrap_or("-"))
    };
    kind.to_owned() + &entries.iter().map(entry).collect::<String>()
}

#[test]
fn site_maps_in_any_state() {
    for (text, expected) in [
        (
            "<urlset><url><loc>/a</loc><lastmod>2024-05-01</lastmod></url></urlset>",
            "urls /a@2024-05-01",
        ),
        ("<sitemapindex><sitemap><loc> /s.xml\n</loc></sitemap></sitemapindex>", "index /s.xml@-"),
        ("<x:urlset><x:url><x:loc>/a?b&amp;c</x:loc></x:url></x:urlset>", "urls /a@-"),
        (
            "<urlset><url><image:image><image:loc>/i</image:loc></image:image><loc>/a</loc>\
             <news:news><news:publication_date>2024-05-01T10:00+02:00</news:publication_date>\
             </news:news></url></urlset>",
            "urls /a@2024-05-01T08:00:00Z",
        ),
        ("<urlset><url><loc>/a<url><loc>/b</loc><loc>/c", "urls /a@- /b@-"),
        ("<url><loc><![CDATA[/a]]></loc></url>", "urls /a@-"),
        ("<sitemap><loc>/a</loc></sitemap>", "index /a@-"),
        ("<urlset><url><loc>mailto:a@b</loc></url><url/><url></url></urlset>", "urls"),
        ("https://news.example/a\n\n https://news.example/b\r\nnone\n", "urls /a@- /b@-"),
        ("junk <urlset><url><loc>/a</loc>", "urls /a@-"),
        ("<!doctype html><html><url><loc>/a</loc></url></html>", "none"),
        ("<rss><channel><item><link>/a</link></item></channel></rss>", "none"),
        ("words", "none"),
        ("", "none"),
    ] {
        assert_eq!(shown(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn gzip_is_undone_as_far_as_it_goes() {
    let text = "<urlset>".to_owned() + &"<url><loc>/a</loc></url>".repeat(1_000);
    let mut packed = Vec::new();
    let mut writer = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::default());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap();
    assert_eq!(shown(&packed).matches("/a").count(), 1_000);
    let half = &packed[..packed.len() - 12];
    assert!(shown(half).matches("/a").count() > 500);
    assert_eq!(shown(&[0x1F, 0x8B, 0]), "none");
}

#[test]
fn hostile_site_maps_end_soon() {
    for piece in ["<url>", "<loc>", "<a>", "<url><loc>/a", "</url>", "<urlset>", "<![CDATA[", "&"] {
        let text = format!("<urlset>{}", piece.repeat(300_000));
        let started = std::time::Instant::now();
        if let Some(Sitemap::Urls(entries)) = parse(text.as_bytes(), &base()) {
            assert!(entries.len() <= SITEMAP_ENTRIES_MAX);
        }
        assert!(started.elapsed().as_secs() < 5, "{piece}");
    }
}

proptest::proptest! {
    #[test]
    fn anything_is_read_without_a_panic(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
        markup in "(<urlset>|<url>|</url>|<loc>|/>|http://|\\n|é|&#|:|<){0,40}",
    ) {
        parse(&bytes, &base());
        parse(&[&[0x1F, 0x8B, 8, 0], bytes.as_slice()].concat(), &base());
        parse(markup.as_bytes(), &base());
    }
}
