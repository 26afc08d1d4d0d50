"""Builds the sample corpus from articles/*.md: `python3 corpus/source/build.py`.

Writes corpus/sample/ and corpus/source/gold.jsonl. Same sources, same bytes (with the same
zlib). Front matter: id, outlet, url, title, author (names joined by `;`), published, language,
kind, and if wanted deck, caption, tags, modified, charset, form, fetched_after (minutes),
flags, and these that make a page unusual:
    broken: N        the page ends inside the tag that opens block N; wrong charset declared
    mirror: URL      the same bytes are captured at this address too
    untitled: yes    no `title` element (template `bare`)
    paywall: N       the page shows N blocks and an offer to subscribe (template `html5`)
    squeeze: yes     sent with Content-Encoding: gzip
    form: page (default) | front | missing | consent | clipping (text in the WARC)
          | text, markdown, item (loose files)
"""

import datetime
import gzip
import hashlib
import json
import pathlib
import sys
import tomllib

import furniture
import markup
import specials
import templates
import warc

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parent / "sample"
NO_DATE = {"bare"}
LOOSE = {"text", "markdown", "item"}


def load(name):
    """A TOML table beside this file."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Builder:
    """The sources and what is made of them."""

    def __init__(self):
        self.outlets = load("outlets.toml")
        self.words = load("labels.toml")
        files = sorted((HERE / "articles").glob("*.md"))
        self.articles = [
            markup.parse(p.read_text(encoding="utf-8"), lambda o: self.outlets[o].get("curly"))
            for p in files
        ]
        for path, article in zip(files, self.articles):
            if path.stem != article.id:
                raise SystemExit(f"{path.name}: its id is {article.id}")

    def pick(self, article, salt, count):
        """Other articles of the same language, the same for every run."""

        def order(other):
            return hashlib.sha256(f"{salt} {article.id} {other.id}".encode()).digest()

        others = [
            o
            for o in self.articles
            if o.language == article.language
            and o.title != article.title
            and o.get("form", "page") == "page"
            and o.published < article.published
        ]
        return [(o.title, o.get("url")) for o in sorted(others, key=order)[:count]]

    def page(self, article):
        """The article with everything its template needs."""
        outlet = self.outlets[article.get("outlet")]
        words = self.words[article.language]
        related = self.pick(article, "related", 3)
        return furniture.Page(article, outlet, words, related, self.pick(article, "read", 5))

    def body(self, article):
        """The bytes of the page and its media type."""
        page, form = self.page(article), article.get("form", "page")
        if form in ("clipping", "text"):
            return specials.clipping(page).encode("utf-8"), "text/plain; charset=utf-8"
        if form == "front":
            same = [a for a in self.articles if a.get("outlet") == article.get("outlet")]
            links = [a for a in same if a.get("form", "page") == "page"]
            links = [a for a in links if a.published < article.published][:12]
            return specials.front(page, links).encode("utf-8"), "text/html; charset=utf-8"
        if form in ("missing", "consent"):
            make = specials.missing if form == "missing" else specials.consent
            return make(page).encode("utf-8"), "text/html; charset=utf-8"
        text = templates.ALL[page.outlet["template"]](page)
        charset = article.get("charset", "utf-8")
        if article.get("broken"):
            return cut(article, text), "text/html; charset=iso-8859-1"
        return text.encode(charset, "xmlcharrefreplace"), f"text/html; charset={charset}"

    def records(self, article):
        """The WARC records of one article."""
        body, media_type = self.body(article)
        when, url = fetched(article), article.get("url")
        if article.get("form") == "clipping":
            return [warc.resource(when, url, body, media_type)]
        server = self.outlets[article.get("outlet")]["server"]
        squeeze = article.get("squeeze") == "yes"
        out = [warc.response(when, url, body, media_type, server, squeeze)]
        if article.get("mirror"):
            later = when + datetime.timedelta(minutes=3)
            out.append(warc.response(later, article.get("mirror"), body, media_type, server))
        return out

    def gold(self, article):
        """What an extractor should find."""
        outlet = self.outlets[article.get("outlet")]
        flags = [x.strip() for x in article.get("flags", "").split(",") if x.strip()]
        texts = article.texts()
        shown = article.get("broken") or article.get("paywall")
        if shown:
            texts = texts[: int(shown)]
        if {"index", "soft404", "consent"} & set(flags):
            texts = []
        page = article.get("form", "page")
        dated = page not in ("front", "missing", "consent")
        dated = dated and (page != "page" or outlet["template"] not in NO_DATE or date_in(article))
        return {
            "id": article.id,
            "url": article.get("url"),
            "file": file_of(article),
            "title": article.title,
            "author": article.authors if outlet["template"] not in ("bare", "gov", "state") else [],
            "site": None if page == "page" and outlet["template"] == "bare" else outlet["name"],
            "published": article.published.date().isoformat() if dated else None,
            "modified": article.get("modified", "")[:10] or None,
            "language": article.language,
            "kind": article.get("kind"),
            "form": page,
            "flags": flags,
            "text": "\n\n".join(texts),
        }


def date_in(article):
    """Whether the address of the page tells its day."""
    return article.published.strftime("%Y/%m/%d") in article.get("url")


def cut(article, text):
    """The page up to the middle of the tag that opens block `broken`."""
    words = markup.inline(article.blocks[int(article.get("broken"))][1])
    return text[: text.rindex("<", 0, text.index(words)) + 4].encode("utf-8")


def fetched(article):
    """When the page was captured: a little after it was published."""
    spread = int(hashlib.sha256(article.id.encode()).hexdigest(), 16)
    minutes = int(article.get("fetched_after", 9 + spread % 170))
    when = article.published + datetime.timedelta(minutes=minutes, seconds=spread % 59)
    return when.astimezone(datetime.timezone.utc)


def file_of(article):
    """The file of corpus/sample an article goes to."""
    form = article.get("form", "page")
    if form in LOOSE:
        names = {"item": "items.jsonl", "markdown": article.id + ".md", "text": article.id + ".txt"}
        return names[form]
    return "sample-1.warc.gz" if article.language == "en" else "sample-2.warc.gz"


def loose_markdown(article):
    """A Markdown file with front matter, as a note-taker keeps it."""
    head = [f"title: {article.title}", f"author: {'; '.join(article.authors)}"]
    head += [f"date: {article.published.date().isoformat()}", f"source: {article.get('url')}"]
    marks = {"h2": "## ", "h3": "### ", "item": "- ", "quote": "> "}
    lines = [f"# {article.title}"]
    lines += [marks.get(kind, "") + text for kind, text in article.blocks]
    return "---\n" + "\n".join(head) + "\n---\n\n" + "\n\n".join(lines) + "\n"


def item_line(builder, article):
    """One line of a JSONL file."""
    item = {
        "url": article.get("url"),
        "title": article.title,
        "date": article.published.date().isoformat(),
        "language": article.language,
        "site": builder.outlets[article.get("outlet")]["name"],
        "author": article.authors,
        "text": "\n\n".join(article.texts()),
    }
    return json.dumps(item, ensure_ascii=False) + "\n"


def loose_files(builder):
    """The files that are not in a WARC: name and bytes."""
    items = ""
    for article in builder.articles:
        form = article.get("form", "page")
        if form == "text":
            yield file_of(article), builder.body(article)[0]
        elif form == "markdown":
            yield file_of(article), loose_markdown(article).encode("utf-8")
        elif form == "item":
            items += item_line(builder, article)
    yield "items.jsonl", items.encode("utf-8")


def warc_files(builder):
    """The WARC files: name and bytes."""
    kept = [a for a in builder.articles if a.get("form", "page") not in LOOSE]
    for name in ("sample-1.warc.gz", "sample-2.warc.gz"):
        mine = sorted((a for a in kept if file_of(a) == name), key=lambda a: (fetched(a), a.id))
        parts = [warc.warcinfo(fetched(mine[0]), name)]
        for article in mine:
            parts += builder.records(article)
        yield name, b"".join(parts)


def outputs(builder):
    """Every file this script makes: path and bytes."""
    for name, data in [*warc_files(builder), *loose_files(builder)]:
        yield SAMPLE / name, data
    rows = [json.dumps(builder.gold(a), ensure_ascii=False) + "\n" for a in builder.articles]
    yield HERE / "gold.jsonl", "".join(rows).encode("utf-8")


def unpacked(path, data):
    """The bytes to compare: another zlib may pack the same bytes differently."""
    return gzip.decompress(data) if path.suffix == ".gz" else data


def main():
    """Builds everything anew, or with `--check` tells whether what is there is up to date."""
    files = list(outputs(Builder()))
    if sys.argv[1:] == ["--check"]:
        stale = [p.name for p, d in files if unpacked(p, p.read_bytes()) != unpacked(p, d)]
        raise SystemExit(f"out of date: {', '.join(stale)}" if stale else 0)
    SAMPLE.mkdir(exist_ok=True)
    for old in SAMPLE.iterdir():
        old.unlink()
    for path, data in files:
        path.write_bytes(data)
        print(f"{path.name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
