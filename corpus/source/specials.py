"""Pages that are no article: a section front and a "not found" page that answers 200."""

import furniture as f


def front(page, links):
    """A section front: headlines with teasers."""
    cards = "\n".join(
        f'<div class="card"><h2><a href="{a.get("url")}">{f.esc(a.title)}</a></h2>'
        f"<p>{f.esc(a.texts()[0][:90].rsplit(' ', 1)[0])} …</p></div>"
        for a in links
    )
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head><meta charset="utf-8"><title>{page.title} | {f.esc(page.site)}</title>
<meta property="og:type" content="website"></head>
<body class="section-front">
{f.cookie(page)}
<header class="masthead">{f.esc(page.site)}{f.menu(page)}</header>
<main><h1>{page.title}</h1>
<div class="cards">
{cards}
</div>
<ul class="pagination"><li>1</li><li><a href="?page=2">2</a></li><li><a href="?page=3">3</a></li>
</ul>
</main>
{f.footer(page)}
</body>
</html>
"""


def missing(page):
    """A page that says it is not there, with status 200."""
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head><meta charset="utf-8"><title>{page.title} | {f.esc(page.site)}</title></head>
<body class="error404">
<header class="masthead">{f.esc(page.site)}{f.menu(page)}</header>
<main><h1>{page.title}</h1>
{chr(10).join(f"<p>{f.esc(t)}</p>" for t in page.article.texts())}
<form action="/search"><input name="q"><button>Search</button></form></main>
{f.link_box(page.words["most_read"], page.most_read, "most-read")}
{f.footer(page)}
</body>
</html>
"""


def consent(page):
    """A consent wall: the page that was asked for is not in it."""
    w = page.words
    return f"""<!DOCTYPE html>
{page.html_tag()}
<head><meta charset="utf-8"><title>{page.title}</title>
<meta name="robots" content="noindex"></head>
<body class="consent-page">
<main role="dialog" aria-modal="true"><h1>{page.title}</h1>
{chr(10).join(f"<p>{f.esc(t)}</p>" for t in page.article.texts())}
<form method="post"><button name="agree">{w["accept"]}</button>
<button name="manage">{w["manage"]}</button></form></main>
</body>
</html>
"""


def clipping(page):
    """A page copied out of a browser as text, with what stood around the article."""
    a, w = page.article, page.words
    lines = [w["skip"], "", " ".join(w["menu"]), "", a.title, "", w["share"][0], ""]
    if a.get("caption"):
        lines += [a.get("caption"), a.get("caption"), ""]
    lines += [f'{w["by"]} {page.byline()}', page.show(), "", w["wait"], "", w["no_media"], ""]
    lines += ["0:00 0:04:12 0:00", ""]
    lines += ["\n\n".join(a.texts()), "", w["related"], ""]
    lines += [title for title, _ in page.related]
    lines += ["", "XS", "SM", "MD", "LG", ""]
    return "\n".join(lines)
