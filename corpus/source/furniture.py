"""The parts of a page that are not the article: heads, menus, boxes, comments, footers."""

import html
import json

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def esc(text):
    """Text in an HTML attribute or element."""
    return html.escape(text, quote=True)


class Page:
    """What a template needs: the article, its outlet, the words of its language, links."""

    def __init__(self, article, outlet, words, related, most_read):
        self.article = article
        self.outlet = outlet
        self.words = words
        self.related = related
        self.most_read = most_read
        self.url = article.get("url")
        self.site = outlet["name"]
        self.home = self.url.split("/", 3)[0] + "//" + outlet["host"] + "/"
        self.title = esc(article.title)
        self.iso = article.published.isoformat()

    def show(self, style="datetime"):
        """The publication date in words of the page's language."""
        when = self.article.published
        months = self.words["months"]
        month = months[when.month - 1] if months else ""
        pattern = self.outlet.get(style, self.words[style])
        return pattern.format(
            y=when.year,
            m=when.month,
            d=when.day,
            month=month,
            mon=month[:3],
            weekday=WEEKDAYS[when.weekday()],
            h=when.hour,
            mi=when.minute,
            h12=(when.hour + 11) % 12 + 1,
            half="a.m." if when.hour < 12 else "p.m.",
        )

    def byline(self, joiner=", "):
        """Author names in one line."""
        return esc(joiner.join(self.article.authors))

    def html_tag(self):
        """The opening tag with language and direction."""
        direction = ' dir="rtl"' if self.article.language == "ar" else ""
        return f'<html lang="{self.article.language}"{direction}>'

    def summary(self):
        """The deck, or the start of the first paragraph."""
        deck = self.article.get("deck")
        return esc(deck or self.article.texts()[0][:140].rsplit(" ", 1)[0])


def open_graph(page, dated=True):
    """Open Graph tags."""
    rows = [
        ("og:type", "article"),
        ("og:title", page.title),
        ("og:site_name", esc(page.site)),
        ("og:url", page.url),
        ("og:description", page.summary()),
        ("og:image", page.home + "img/lead.jpg"),
    ]
    if dated:
        rows.append(("article:published_time", page.iso))
    return "\n".join(f'<meta property="{k}" content="{v}">' for k, v in rows)


def json_ld(page, kind="NewsArticle", graph=False):
    """A schema.org description."""
    item = {
        "@type": kind,
        "headline": page.article.title,
        "datePublished": page.iso,
        "dateModified": page.article.get("modified", page.iso),
        "mainEntityOfPage": page.url,
        "inLanguage": page.article.language,
        "author": [{"@type": "Person", "name": n} for n in page.article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": page.site},
    }
    if page.article.get("paywall"):
        item["isAccessibleForFree"] = False
    if graph:
        site = {"@type": "WebSite", "@id": page.home + "#site", "name": page.site}
        data = {"@context": "https://schema.org", "@graph": [site, item]}
    else:
        data = {"@context": "https://schema.org", **item}
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def menu(page, cls="nav"):
    """Section links."""
    links = "".join(
        f'<li><a href="{page.home}s/{n}">{w}</a></li>' for n, w in enumerate(page.words["menu"])
    )
    return f'<nav class="{cls}"><ul>{links}</ul></nav>'


def share(page, cls="share-bar"):
    """Share buttons."""
    links = "".join(f'<li><a href="#" rel="nofollow">{w}</a></li>' for w in page.words["share"])
    return f'<div class="{cls}"><ul>{links}</ul></div>'


def cookie(page):
    """The consent notice."""
    words = page.words
    return (
        f'<div id="cookie-consent" role="dialog"><p>{words["cookie"]}</p>'
        f'<button>{words["accept"]}</button><button>{words["manage"]}</button></div>'
    )


def link_box(title, links, cls):
    """A titled box of links; nothing if there are none."""
    if not links:
        return ""
    rows = "\n".join(f'<li><a href="{url}">{esc(text)}</a></li>' for text, url in links)
    return f'<aside class="{cls}"><h3>{title}</h3>\n<ul>\n{rows}\n</ul></aside>'


def newsletter(page):
    """The sign-up box."""
    words = page.words
    return (
        f'<div class="newsletter-signup"><h4>{words["newsletter"]}</h4>'
        f'<p>{words["newsletter_text"]}</p><form action="/subscribe"><input type="email">'
        f'<button>{words["subscribe"]}</button></form></div>'
    )


def paywall(page):
    """The offer that stands where the rest of the article would."""
    if not page.article.get("paywall"):
        return ""
    return (
        '<div class="paywall-barrier"><h3>Subscribe to continue reading</h3>'
        "<p>This article is for subscribers. Read on from $2 a week, cancel at any time.</p>"
        '<a class="button" href="/subscribe">See offers</a> <a href="/login">Log in</a></div>'
    )


def comments(page):
    """Readers' comments."""
    words = page.words
    rows = "\n".join(
        f'<li class="comment"><b>{n}</b><p>{t}</p></li>'
        for n, t in zip(words["comment_names"], words["comment_texts"])
    )
    return (
        f'<section id="comments"><h3>{words["comments"]} (2)</h3>\n<ol>\n{rows}\n</ol>'
        f'<a href="#">{words["load"]}</a></section>'
    )


def bio(page):
    """Who wrote it."""
    if not page.article.authors:
        return ""
    words = page.words
    return f'<div class="author-bio"><p>{esc(page.article.authors[0])} {words["bio"]}</p></div>'


def figure(page):
    """The lead picture, if the article has a caption."""
    caption = page.article.get("caption")
    if not caption:
        return ""
    return (
        f'<figure class="lead"><img src="/img/lead.jpg" alt="">'
        f'<figcaption>{esc(caption)} <span class="credit">{page.words["credit"]}</span>'
        f"</figcaption></figure>"
    )


def deck(page, cls="standfirst"):
    """The line under the headline, if there is one."""
    text = page.article.get("deck")
    return f'<p class="{cls}">{esc(text)}</p>' if text else ""


def footer(page):
    """The foot of the page."""
    words = page.words
    return (
        f'<footer class="site-footer"><p>{words["footer"]}</p>'
        f'<p>© {page.article.published.year} {esc(page.site)}. {words["rights"]}</p></footer>'
    )


def inserted(chunks, extras):
    """The chunks with each (position, html) of `extras` put before that chunk."""
    out = []
    for number, chunk in enumerate(chunks):
        out += [text for at, text in extras if at == number]
        out.append(chunk)
    return out
