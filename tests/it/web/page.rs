//! Pages as news sites make them: an article or a list, with the furniture around.

use super::words::Article;

/// One link: where to, and its words.
pub(crate) type Link = (String, String);

/// A link to an article at its usual place.
pub(crate) fn to(article: Article) -> Link {
    (article.path(), article.title())
}

/// What stands around the text of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// More lines of the head, e.g. a canonical link.
    pub(crate) head: String,
    /// Links under the text.
    pub(crate) links: Vec<Link>,
    /// Links of the top, beside the front page.
    pub(crate) nav: Vec<Link>,
}

impl Page {
    pub(crate) fn with(links: impl IntoIterator<Item = Link>) -> Self {
        Self { links: links.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn head(mut self, line: &str) -> Self {
        self.head.push_str(line);
        self.head.push('\n');
        self
    }

    pub(crate) fn nav(mut self, links: impl IntoIterator<Item = Link>) -> Self {
        self.nav.extend(links);
        self
    }

    /// The page of an article.
    pub(crate) fn article(&self, article: Article) -> String {
        let (title, author, day) = (article.title(), article.author(), article.day());
        let head = format!(
            "<meta property=\"og:type\" content=\"article\">\n\
             <meta property=\"og:title\" content=\"{title}\">\n\
             <meta name=\"author\" content=\"{author}\">\n\
             <meta property=\"article:published_time\" content=\"{day}T08:00:00Z\">\n{}",
            self.head
        );
        let text: String =
            article.paragraphs().iter().map(|text| format!("<p>{text}</p>\n")).collect();
        let main = format!(
            "<article>\n<h1>{title}</h1>\n\
             <p class=\"byline\">By <span class=\"author\">{author}</span>, \
             <time datetime=\"{day}T08:00:00Z\">{day}</time></p>\n{text}</article>\n\
             <aside class=\"related\"><h2>More on this</h2>\n{}</aside>",
            list(&self.links)
        );
        self.frame(&title, &head, &main)
    }

    /// A front page, a section or an archive.
    pub(crate) fn listing(&self, title: &str) -> String {
        let main = format!("<h1>{title}</h1>\n{}", list(&self.links));
        self.frame(title, &self.head, &main)
    }

    /// Any text in the frame of the site.
    pub(crate) fn frame(&self, title: &str, head: &str, main: &str) -> String {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title} - The Test Courier</title>\n{head}</head>\n<body>\n\
             <header><nav><a href=\"/\">The Test Courier</a> {}</nav></header>\n\
             <main>\n{main}\n</main>\n\
             <footer><p>The Test Courier is made for tests. Subscribe to our newsletter. \
             Cookie settings</p></footer>\n</body>\n</html>\n",
            self.nav.iter().map(anchor).collect::<Vec<_>>().join(" ")
        )
    }
}

fn anchor((href, words): &Link) -> String {
    format!("<a href=\"{}\">{words}</a>", href.replace('&', "&amp;"))
}

fn list(links: &[Link]) -> String {
    let items: String = links.iter().map(|link| format!("<li>{}</li>\n", anchor(link))).collect();
    format!("<ul>\n{items}</ul>\n")
}

/// An RSS 2.0 feed of links.
pub(crate) fn feed(origin: &str, links: &[Link]) -> String {
    let items: String = links
        .iter()
        .map(|(href, title)| {
            let href =
                if href.starts_with("http") { href.clone() } else { format!("{origin}{href}") };
            format!("<item><title>{title}</title><link>{href}</link><guid>{href}</guid></item>\n")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\n\
         <title>The Test Courier</title><link>{origin}/</link>\
         <description>News for tests</description>\n{items}</channel></rss>\n"
    )
}

/// A sitemap (sitemaps.org 0.9) of paths.
pub(crate) fn sitemap(origin: &str, paths: &[String]) -> String {
    let urls: String =
        paths.iter().map(|path| format!("<url><loc>{origin}{path}</loc></url>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
    )
}
