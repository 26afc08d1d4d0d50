//! Tables of what a source holds.

use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn around(seed: &str, reach: Reach) -> Boundary {
    Boundary::new(&url(seed), reach, &[], &[]).unwrap()
}

fn with(include: &[&str], exclude: &[&str]) -> Boundary {
    let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let seed = url("https://news.example/start");
    Boundary::new(&seed, Reach::Host, &owned(include), &owned(exclude)).unwrap()
}

fn judge(boundary: &Boundary, address: &str) -> &'static str {
    boundary.admits(&url(address)).map_or_else(|exclusion| exclusion.name(), |()| "in")
}

#[test]
fn what_each_reach_holds() {
    let seed = "https://www.news.co.uk/world/";
    for (reach, address, expected) in [
        (Reach::Host, "https://www.news.co.uk/", "in"),
        (Reach::Host, "http://news.co.uk/a", "in"),
        (Reach::Host, "https://NEWS.co.uk./a", "in"),
        (Reach::Host, "https://news.co.uk:443/a", "in"),
        (Reach::Host, "https://news.co.uk:8443/a", "other-site"),
        (Reach::Host, "https://sport.news.co.uk/a", "other-site"),
        (Reach::Host, "https://news.co.uk.other.example/", "other-site"),
        (Reach::Host, "ftp://news.co.uk/a", "scheme"),
        (Reach::Host, "mailto:desk@news.co.uk", "scheme"),
        (Reach::Host, "javascript:void(0)", "scheme"),
        (Reach::Domain, "https://sport.news.co.uk/a", "in"),
        (Reach::Domain, "https://a.b.news.co.uk/a", "in"),
        (Reach::Domain, "https://other.co.uk/", "other-site"),
        (Reach::Domain, "https://xnews.co.uk/", "other-site"),
        (Reach::Prefix, "https://news.co.uk/world/asia/a", "in"),
        (Reach::Prefix, "https://news.co.uk/world", "in"),
        (Reach::Prefix, "https://news.co.uk/world?page=2", "in"),
        (Reach::Prefix, "https://news.co.uk/w%6Frld/a", "in"),
        (Reach::Prefix, "https://news.co.uk/worldwide/a", "other-site"),
        (Reach::Prefix, "https://news.co.uk/", "other-site"),
        (Reach::Prefix, "https://sport.news.co.uk/world/a", "other-site"),
    ] {
        assert_eq!(judge(&around(seed, reach), address), expected, "{reach:?} {address}");
    }
}

#[test]
fn hosts_without_a_domain() {
    for reach in [Reach::Host, Reach::Domain] {
        let local = around("http://127.0.0.1:8080/", reach);
        assert_eq!(judge(&local, "http://127.0.0.1:8080/a"), "in");
        assert_eq!(judge(&local, "http://127.0.0.1:8081/a"), "other-site");
        assert_eq!(judge(&local, "http://127.0.0.2:8080/a"), "other-site");
    }
    assert_eq!(judge(&around("http://www.com/", Reach::Host), "http://com/"), "other-site");
    // Users of one host of pages are not one site.
    let pages = around("https://one.github.io/", Reach::Domain);
    assert_eq!(judge(&pages, "https://two.github.io/"), "other-site");
}

#[test]
fn the_folder_of_a_seed() {
    for (seed, address, expected) in [
        ("https://a.example/", "https://a.example/x", "in"),
        ("https://a.example/news", "https://a.example/news/x", "in"),
        ("https://a.example/news", "https://a.example/newsroom", "other-site"),
        ("https://a.example/news/index.html", "https://a.example/news/x", "in"),
        ("https://a.example/news/index.html", "https://a.example/x", "other-site"),
        ("https://a.example/index.html", "https://a.example/x", "in"),
    ] {
        assert_eq!(judge(&around(seed, Reach::Prefix), address), expected, "{seed} {address}");
    }
}

#[test]
fn where_the_seed_redirects_belongs_to_the_source() {
    let mut boundary = around("https://old.example/", Reach::Host);
    assert_eq!(judge(&boundary, "https://new.example/a"), "other-site");
    boundary.widen(&url("https://www.new.example/en/"));
    assert_eq!(judge(&boundary, "https://new.example/a"), "in");
    assert_eq!(judge(&boundary, "https://old.example/a"), "in");
}

#[test]
fn patterns_select() {
    let news =
        with(&["/news/", "https://News.example/live/*/report$"], &["/news/*/print", "*?share="]);
    for (address, expected) in [
        ("https://news.example/news/a", "in"),
        ("https://www.news.example/news/a?x=1", "in"),
        ("https://news.example/live/x/report", "in"),
        ("https://news.example/live/x/report/2", "pattern"),
        ("https://news.example/start", "in"),
        ("https://news.example/start#top", "in"),
        ("https://news.example/sport/a", "pattern"),
        ("https://news.example/news/a/print", "pattern"),
        ("https://news.example/news/a?share=x", "pattern"),
        ("https://news.example/x/news/a", "pattern"),
    ] {
        assert_eq!(judge(&news, address), expected, "{address}");
    }
    let told = |address: &str| news.admits(&url(address)).unwrap_err().to_string();
    assert_eq!(told("https://news.example/sport/a"), "matches no include pattern");
    assert_eq!(told("https://news.example/news/a?share=x"), "excluded by the pattern *?share=");
    for bad in ["", "news.example/*", "sport", "$"] {
        let seed = url("https://news.example/");
        let error = Boundary::new(&seed, Reach::Host, &[bad.to_string()], &[]).unwrap_err();
        assert!(error.hint().unwrap().contains("begin it with /"), "{bad}");
    }
}

#[test]
fn hostile_patterns_cost_no_more_than_others() {
    let boundary = with(&[], &[&format!("/{}b$", "*a".repeat(10_000))]);
    let long = format!("https://news.example/{}", "a".repeat(1_900));
    assert_eq!(judge(&boundary, &long), "in");
}

#[test]
fn files_that_are_no_pages() {
    let boundary = around("https://news.example/", Reach::Host);
    for (path, expected) in [
        ("/a.jpg", "file-type"),
        ("/a.JPG?w=100", "file-type"),
        ("/report.pdf", "file-type"),
        ("/a.min.js", "file-type"),
        ("/img/a.jpg:large", "file-type"),
        ("/a.png;v=2", "file-type"),
        ("/data.tar.gz", "file-type"),
        ("/a.zip/page", "in"),
        ("/wiki/File:Photo.jpg", "in"),
        ("/sitemap.xml.gz", "in"),
        ("/sitemap.xml", "in"),
        ("/feed.rss", "in"),
        ("/story.html", "in"),
        ("/story.php", "in"),
        ("/story.aspx?id=1", "in"),
        ("/story.do", "in"),
        ("/2024/05/12/apple-vs.microsoft", "in"),
        ("/story,123.htm", "in"),
        ("/about-example.com", "in"),
        ("/links/example.com.br", "in"),
        ("/cgi-bin/show.exe?id=1", "in"),
        ("/a.", "in"),
        ("/.jpg", "file-type"),
        ("/%D1%8F.pdf", "file-type"),
    ] {
        assert_eq!(judge(&boundary, &format!("https://news.example{path}")), expected, "{path}");
    }
    let told = boundary.admits(&url("https://news.example/a.pdf")).unwrap_err().to_string();
    assert_eq!(told, "not a page: document file (.pdf)");
}

#[test]
fn every_file_type_stands_once_and_in_lower_case() {
    let rows = FILE_TYPES.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<&str> =
        rows.flat_map(|row| row.split_once('\t').unwrap().1.split(' ')).collect();
    assert_eq!(names.len(), KINDS.len());
    for name in names {
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name}");
    }
}

#[test]
fn traps_are_left_out() {
    let boundary = around("https://news.example/", Reach::Host);
    assert_eq!(judge(&boundary, "https://news.example/a/b/a/b/a/b"), "trap");
}
