"""One function a page layout. Each takes a `Page` and gives the whole HTML document."""

import furniture as f
import markup


def minutes(page):
    """Reading time, as sites reckon it."""
    words = sum(len(text.split()) for text in page.article.texts())
    return f'{max(1, words // 200)} {page.words["minutes"]}'


def html5(page):
    """A broadsheet: JSON-LD, Open Graph, canonical and AMP links, `article`."""
    w, a = page.words, page.article
    shown = a.blocks[: int(a.get("paywall", len(a.blocks)))]
    body = f.inserted(
        markup.chunks(shown),
        [
            (2, f.link_box(w["related"], page.related[:2], "inline-related")),
            (4, f.newsletter(page)),
        ],
    )
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="{page.article.get('charset', 'utf-8')}">
<title>{page.title} | {f.esc(page.site)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{page.summary()}">
<link rel="canonical" href="{page.url}">
<link rel="amphtml" href="{page.url}amp/">
{f.open_graph(page)}
{f.json_ld(page)}
<style>body{{font:18px/1.5 serif}}.standfirst{{color:#555}}</style>
<script>window.dataLayer=window.dataLayer||[];dataLayer.push({{"page":"article"}});</script>
</head>
<body class="article-page">
<a class="skip" href="#main">{w["skip"]}</a>
{f.cookie(page)}
<header class="masthead"><a href="{page.home}">{f.esc(page.site)}</a>
<p class="tagline">{f.esc(page.outlet["tagline"])}</p>{f.menu(page)}</header>
<main id="main">
<ol class="breadcrumb"><li><a href="{page.home}">{w["menu"][0]}</a></li>
<li><a href="{page.home}s/1">{w["menu"][1]}</a></li></ol>
<article>
<header>
<h1>{page.title}</h1>
{f.deck(page)}
<p class="byline">{w["by"]} <a rel="author" href="#">{page.byline()}</a></p>
<p class="dateline">{w["published"]} <time datetime="{page.iso}">{page.show()}</time></p>
{f.share(page)}
</header>
{f.figure(page)}
<div class="article-body">
{chr(10).join(body)}
</div>
{f.paywall(page)}
{f.bio(page)}
</article>
{f.link_box(w["related"], page.related, "related-after")}
</main>
<aside class="sidebar">{f.link_box(w["most_read"], page.most_read, "most-read")}</aside>
{f.comments(page)}
{f.footer(page)}
</body>
</html>
"""


def wire(page):
    """A news agency: sparse, `meta article:published_time`, a slug line."""
    w, a = page.words, page.article
    slug = a.id.upper()
    return f"""<!doctype html>
{page.html_tag()}<head><meta charset="{page.article.get('charset', 'utf-8')}">
<title>{page.title} - {f.esc(page.site)}</title>
<meta property="article:published_time" content="{page.iso}">
<meta name="author" content="{page.byline()}">
<meta property="og:site_name" content="{f.esc(page.site)}">
</head><body>
<div id="top"><span class="brand">{f.esc(page.site)}</span> {f.menu(page, "topnav")}</div>
<div class="story" id="story-{a.id}">
<div class="slug">{slug}</div>
<h1 class="headline">{page.title}</h1>
<div class="meta"><span class="author">{page.byline()}</span>
<time datetime="{page.iso}">{page.show()}</time></div>
<div class="wire-body">
{chr(10).join(markup.chunks(a.blocks))}
</div>
<div class="tools">{" · ".join(w["share"])}</div>
</div>
{f.link_box(w["related"], page.related, "more-wire")}
{f.footer(page)}
</body></html>
"""


def broadcast(page):
    """A broadcaster: access links, a media player that is empty, font-size buttons."""
    w, a = page.words, page.article
    body = f.inserted(
        markup.chunks(a.blocks), [(3, f.link_box(w["more"], page.related[:1], "wsw__embed"))]
    )
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="{page.article.get('charset', 'utf-8')}">
<title>{page.title}</title>
{f.open_graph(page, dated=False)}
<meta name="twitter:card" content="summary_large_image">
</head>
<body>
<div class="access-links"><a href="#content">{w["skip"]}</a></div>
<div class="hdr">{f.menu(page, "nav-main")}<div class="ticker">{w["newsletter"]}</div></div>
<div id="content" class="body-container">
<h1 class="title pg-title">{page.title}</h1>
<div class="publishing-details"><div class="published"><span class="date">
<time pubdate="pubdate" datetime="{page.iso}">{page.show("date")}</time></span></div>
<ul class="links"><li>{page.byline()}</li></ul></div>
{f.share(page, "share--box")}
<div class="media-holder media-holder--audio"><div class="wait">{w["wait"]}</div>
<p class="no-media">{w["no_media"]}</p><span>0:00</span> <span>0:03:29</span></div>
{f.figure(page)}
<div id="article-content" class="content-floated-wrap fb-quotable"><div class="wsw">
{chr(10).join(body)}
</div></div>
<div class="font-size"><a href="#">XS</a><a href="#">SM</a><a href="#">MD</a><a href="#">LG</a>
</div>
{f.link_box(w["related"], page.related, "media-block-wrap")}
</div>
{f.footer(page)}
</body>
</html>
"""


def gov(page):
    """A press office: Dublin Core dates, a contact block, a plain body."""
    w, a = page.words, page.article
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="utf-8">
<title>{page.title} :: {f.esc(page.site)}</title>
<meta name="DC.title" content="{page.title}">
<meta name="DC.date.issued" content="{page.iso[:10]}">
<meta name="DC.publisher" content="{f.esc(page.site)}">
</head>
<body>
<table role="presentation" width="100%"><tr><td><img src="/crest.gif" alt=""></td>
<td><big>{f.esc(page.site)}</big><br><small>{f.esc(page.outlet["tagline"])}</small></td></tr>
</table>
<div id="nav">{f.menu(page, "hnav")}</div>
<div id="crumbs">{w["menu"][0]} &gt; Press &gt; Statements</div>
<div id="content">
<p class="ref">Press release</p>
<h2 class="page-title">{page.title}</h2>
<p class="release-date">{page.show("date")}</p>
<div class="field-body">
{chr(10).join(markup.chunks(a.blocks))}
</div>
<div class="contact"><h3>Press contact</h3><p>Duty officer, press@{page.outlet["host"]}</p></div>
</div>
<div id="foot"><p>Accessibility | Cookies | Freedom of information | Site map</p></div>
</body>
</html>
"""


def split(page):
    """A finance site of `div`s: the body stands in two containers around an advertisement."""
    w, a = page.words, page.article
    chunks = markup.chunks(a.blocks)
    half = max(2, len(chunks) // 2)
    promo = f.link_box(w["more"], page.related[:2], "promo-inline")
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta http-equiv="Content-Type" content="text/html; charset={page.article.get('charset', 'utf-8')}">
<title>{page.title} – {f.esc(page.site)}</title>
{f.open_graph(page, dated=False)}
</head>
<body>
<div class="top"><div class="logo">{f.esc(page.site)}</div>
<div class="ticker-tape">EUR/USD 1.08 ▲0.2% | XAU 2,041 ▼0.4% | BRENT 84.10 ▲1.1%</div>{f.menu(page)}</div>
<div class="layout">
<div class="col-main">
<div class="kicker">{w["menu"][2]}</div>
<h1>{page.title}</h1>
<div class="info"><span class="who">{w["by"]} {page.byline()}</span>
<span class="pub">{w["published"]}: {page.show()}</span> <span class="len">{minutes(page)}</span>
</div>
{f.figure(page)}
<div class="text text-first">
{chr(10).join(chunks[:half])}
</div>
<div class="ad-slot"><span>{w["advert"]}</span><div id="ad-mid"></div></div>
{promo}
<div class="text text-rest">
{chr(10).join(chunks[half:])}
</div>
<div class="sharing">{" | ".join(w["share"])}</div>
{f.newsletter(page)}
</div>
<div class="col-side">{f.link_box(w["most_read"], page.most_read, "popular")}</div>
</div>
{f.cookie(page)}
{f.footer(page)}
</body>
</html>
"""


def wordpress(page):
    """A weblog engine: schema graph, entry classes, tags, comments."""
    w, a = page.words, page.article
    tags = ", ".join(f'<a rel="tag" href="#">{t.strip()}</a>' for t in a.get("tags", "").split(","))
    body = f.inserted(
        markup.chunks(a.blocks),
        [(3, f'<div class="wp-block-group subscribe-box">{f.newsletter(page)}</div>')],
    )
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="UTF-8">
<title>{page.title} - {f.esc(page.site)}</title>
<link rel="canonical" href="{page.url}" />
{f.json_ld(page, "Article", graph=True)}
<meta name="generator" content="WordPress 6.4.2">
</head>
<body class="post-template-default single single-post">
<header id="masthead" class="site-header"><p class="site-title"><a href="{page.home}" rel="home">
{f.esc(page.site)}</a></p><p class="site-description">{f.esc(page.outlet["tagline"])}</p>
{f.menu(page, "main-navigation")}</header>
<div id="content" class="site-content"><main>
<article id="post-{len(page.url) * 37}" class="post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{page.title}</h1>
<div class="entry-meta"><span class="posted-on"><time class="entry-date published"
 datetime="{page.iso}">{page.show("date")}</time></span>
<span class="byline"> {w["by"]} <span class="author vcard">
<a class="url fn n" href="#">{page.byline()}</a>
</span></span> · {minutes(page)}</div></header>
{f.deck(page, "entry-subtitle")}
{f.figure(page)}
<div class="entry-content">
{chr(10).join(body)}
<div class="sharedaddy sd-sharing-enabled"><h3>{w["share"][0]}:</h3>{f.share(page, "sd-content")}
</div>
</div>
<footer class="entry-footer"><span class="tags-links">{w["tags"]}: {tags}</span></footer>
</article>
{f.bio(page)}
{f.link_box(w["related"], page.related, "jp-relatedposts")}
{f.comments(page)}
</main>
<aside id="secondary" class="widget-area">{f.link_box(w["most_read"], page.most_read, "widget")}
</aside>
</div>
{f.footer(page)}
</body>
</html>
"""


def micro(page):
    """A daily: schema.org microdata, an AMP link, a list of what is read most."""
    w, a = page.words, page.article
    body = f.inserted(
        markup.chunks(a.blocks, '<p class="par">{}</p>'),
        [(2, f'<div class="ad">{w["advert"]}</div>')],
    )
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="utf-8">
<title>{page.title} » {f.esc(page.site)}</title>
<link rel="amphtml" href="{page.url}?amp=1">
<meta name="robots" content="index,follow">
</head>
<body>
<div class="bar"><a href="{page.home}"><b>{f.esc(page.site)}</b>
</a> <i>{f.esc(page.outlet["tagline"])}</i></div>
{f.menu(page, "sections")}
<div itemscope itemtype="https://schema.org/NewsArticle" class="story">
<meta itemprop="mainEntityOfPage" content="{page.url}">
<h1 itemprop="headline">{page.title}</h1>
{f.deck(page, "sub")}
<div class="line"><span itemprop="author" itemscope itemtype="https://schema.org/Person">
<span itemprop="name">{page.byline()}</span></span> |
<time itemprop="datePublished" datetime="{page.iso}">{page.show()}</time></div>
<button class="audio">▶ {w["listen"]}</button>
{f.figure(page)}
<div itemprop="articleBody">
{chr(10).join(body)}
</div>
{f.share(page, "soc")}
</div>
<div class="right">{f.link_box(w["most_read"], page.most_read, "top5")}</div>
{f.link_box(w["related"], page.related, "also")}
{f.comments(page)}
{f.cookie(page)}
{f.footer(page)}
</body>
</html>
"""


def bare(page):
    """A field office's hand-made page: no metadata at all, the date only in the address."""
    w, a = page.words, page.article
    head = "" if a.get("untitled") == "yes" else f"<head><title>{page.title}</title></head>\n"
    return f"""<html>
{head}<body>
<p><a href="/">{f.esc(page.site)}
</a> | <a href="/bulletins">All bulletins</a> | <a href="/map">Map</a></p>
<hr>
<h1>{page.title}</h1>
{chr(10).join(markup.chunks(a.blocks))}
<hr>
<p><a href="/donate">Donate</a> | <a href="/jobs">Work with us</a> | {w["rights"]}</p>
</body>
</html>
"""


def live(page):
    """A live page: stamped posts and a LiveBlogPosting description."""
    w, a = page.words, page.article
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head>
<meta charset="utf-8">
<title>{page.title} | {f.esc(page.site)}</title>
<link rel="canonical" href="{page.url}">
{f.json_ld(page, "LiveBlogPosting")}
</head>
<body>
<header><a href="{page.home}">{f.esc(page.site)}</a> <em>{f.esc(page.outlet["tagline"])}
</em>{f.menu(page)}</header>
<main>
<div class="live-badge">LIVE</div>
<h1>{page.title}</h1>
{f.deck(page)}
<div class="live-meta">{w["by"]} {page.byline()} · <time datetime="{page.iso}">{page.show()}</time>
 · <button>Refresh</button> · <button>Newest first</button></div>
<div class="live-posts">
{chr(10).join(markup.chunks(a.blocks))}
</div>
<button class="load-more">{w["more"]}</button>
</main>
{f.link_box(w["most_read"], page.most_read, "most-viewed")}
{f.cookie(page)}
{f.footer(page)}
</body>
</html>
"""


def tables(page):
    """A site from the years of nested tables: `font`, `br`, upper-case tags."""
    w, a = page.words, page.article
    charset = page.article.get("charset", "utf-8")
    links = "<BR>".join(f'<A HREF="{u}">{f.esc(t)}</A>' for t, u in page.related)
    cells = "".join(f'<TD><A HREF="/s{n}.html">{x}</A></TD>' for n, x in enumerate(w["menu"]))
    body = "\n<BR><BR>\n".join(markup.chunks(a.blocks, "{}"))
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={charset}">
<TITLE>{f.esc(page.site)}: {page.title}</TITLE>
</HEAD>
<BODY BGCOLOR="#FFFFFF">
<TABLE WIDTH="760" ALIGN="CENTER" CELLPADDING="4"><TR><TD COLSPAN="2">
<FONT SIZE="5">{f.esc(page.site)}</FONT>
<BR><FONT SIZE="1">{f.esc(page.outlet["tagline"])}</FONT></TD></TR>
<TR><TD COLSPAN="2"><TABLE BORDER="0"><TR>{cells}</TR></TABLE></TD></TR>
<TR><TD WIDTH="160" VALIGN="TOP" BGCOLOR="#EEEEEE"><B>{w["related"]}</B><BR>{links}
<BR><BR><B>{w["newsletter"]}</B><FORM><INPUT TYPE="TEXT">
<INPUT TYPE="SUBMIT" VALUE="{w["subscribe"]}"></FORM></TD>
<TD VALIGN="TOP">
<FONT SIZE="5"><B>{page.title}</B></FONT><BR>
<FONT SIZE="2" COLOR="#666666">{page.show()} | {w["by"]} {page.byline()}</FONT>
<BR><BR>
<FONT SIZE="3">
{body}
</FONT>
<BR><BR><A HREF="print.html">{w["share"][3]}</A>
</TD></TR>
<TR><TD COLSPAN="2" ALIGN="CENTER"><FONT SIZE="1">{w["footer"]}<BR>{w["rights"]}</FONT></TD></TR>
</TABLE>
</BODY></HTML>
"""


def state(page):
    """A state agency: no structured data, the date in the dateline and in a bare line."""
    w, a = page.words, page.article
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{f.esc(page.site)}</title>
</head>
<body>
<div class="emblem">{f.esc(page.site)}</div>
<div class="slogan">{f.esc(page.outlet["tagline"])}</div>
<div class="leftmenu">{f.menu(page, "lm")}</div>
<div class="centre">
<div class="ArticleTitle">{page.title}</div>
<div class="ArticleDate">{page.iso[:10]}</div>
<div class="ArticleContent">
{chr(10).join(markup.chunks(a.blocks, "<div>{}</div>"))}
</div>
<div class="pager"><a href="#">&lt;&lt; prev</a> <a href="#">next &gt;&gt;</a></div>
</div>
<div class="copyright">Copyright (C) {page.article.published.year} {f.esc(page.site)}</div>
</body>
</html>
"""


ALL = {
    name.__name__: name
    for name in (html5, wire, broadcast, gov, split, wordpress, micro, bare, live, tables, state)
}
