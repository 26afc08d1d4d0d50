"""Reads one source article: front matter, then blocks in a small Markdown subset.

Blocks are separated by blank lines:
    plain text        a paragraph
    ## text           a sub-heading
    - text            list items, one a line
    > text            a block quote
    | a | b |         table rows, one a line, the first row is the heading
    @ text            a live-blog stamp: on the page, not part of the text
    ! text            a picture with this caption: on the page, not part of the text
Inline: [words](address), **strong**, *emphasis*.
"""

import datetime
import html
import re

LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
STRONG = re.compile(r"\*\*(.+?)\*\*")
EMPHASIS = re.compile(r"\*(.+?)\*")
PAGE_ONLY = {"stamp", "picture"}


class Article:
    """One source file."""

    def __init__(self, fields, blocks):
        self.fields = fields
        self.blocks = blocks
        self.id = fields["id"]
        self.title = fields["title"]
        self.language = fields["language"]
        self.authors = [a.strip() for a in fields.get("author", "").split(";") if a.strip()]
        self.published = datetime.datetime.fromisoformat(fields["published"])

    def get(self, name, default=None):
        """A front matter field."""
        return self.fields.get(name, default)

    def texts(self):
        """The blocks that belong to the text, without markup: one string a block."""
        return [plain(text) for kind, text in self.blocks if kind not in PAGE_ONLY]


def parse(source, curly_for):
    """Parses a source file; `curly_for(outlet)` tells whether that outlet sets curly quotes."""
    _, head, body = source.split("---\n", 2)
    fields = {}
    for line in head.strip().splitlines():
        name, value = line.split(":", 1)
        fields[name.strip()] = value.strip()
    if curly_for(fields["outlet"]) and fields["language"] == "en":
        body = curly(body)
        for name in ("title", "deck", "caption"):
            if name in fields:
                fields[name] = curly(fields[name])
    return Article(fields, list(blocks_of(body)))


def blocks_of(body):
    """Yields (kind, text) for each block; the cells of a row are joined by tabs."""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in chunk.splitlines()]
        first = lines[0]
        if first.startswith("## "):
            yield "h2", first[3:]
        elif first.startswith("- "):
            yield from (("item", line[2:]) for line in lines)
        elif first.startswith("|"):
            for line in lines:
                cells = [cell.strip() for cell in line.strip("|").split("|")]
                yield "row", "\t".join(cells)
        elif first.startswith("> "):
            yield "quote", " ".join(line.lstrip("> ") for line in lines)
        elif first.startswith("@ "):
            yield "stamp", first[2:]
        elif first.startswith("! "):
            yield "picture", first[2:]
        else:
            yield "p", " ".join(lines)


def curly(text):
    """Straight quotation marks to typographic ones."""
    text = re.sub(r'(^|[\s(\[“‘—–])"', r"\1“", text, flags=re.M)
    text = text.replace('"', "”")
    text = re.sub(r"(^|[\s(\[“—–])'(?=\w)", r"\1‘", text, flags=re.M)
    return text.replace("'", "’")


def plain(text):
    """Inline markup removed."""
    text = LINK.sub(r"\1", text)
    text = STRONG.sub(r"\1", text)
    return EMPHASIS.sub(r"\1", text)


def inline(text):
    """Inline markup as HTML."""
    text = html.escape(text, quote=False)
    text = LINK.sub(r'<a href="\2">\1</a>', text)
    text = STRONG.sub(r"<strong>\1</strong>", text)
    return EMPHASIS.sub(r"<em>\1</em>", text)


def chunks(blocks, paragraph="<p>{}</p>"):
    """HTML of the blocks, one string a chunk; neighbouring items and rows share a chunk."""
    out, group = [], []

    def flush():
        if group:
            out.append(GROUPS[group[0][0]]([text for _, text in group]))
            group.clear()

    for kind, text in blocks:
        if kind not in GROUPS or (group and group[0][0] != kind):
            flush()
        if kind in GROUPS:
            group.append((kind, text))
        elif kind == "p":
            out.append(paragraph.format(inline(text)))
        else:
            out.append(SINGLE[kind].format(inline(text)))
    flush()
    return out


def item_list(items):
    """A list."""
    return "<ul>\n" + "\n".join(f"<li>{inline(i)}</li>" for i in items) + "\n</ul>"


def table(rows):
    """A data table whose first row is the heading."""
    lines = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        cells = "".join(f"<{tag}>{inline(c)}</{tag}>" for c in row.split("\t"))
        lines.append(f"<tr>{cells}</tr>")
    return '<table class="data">\n' + "\n".join(lines) + "\n</table>"


GROUPS = {"item": item_list, "row": table}
SINGLE = {
    "h2": "<h2>{}</h2>",
    "quote": "<blockquote><p>{}</p></blockquote>",
    "stamp": '<div class="stamp"><time>{}</time></div>',
    "picture": '<figure><img src="/img/inline.jpg" alt=""><figcaption>{}</figcaption></figure>',
}
