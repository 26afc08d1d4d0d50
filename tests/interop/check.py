#!/usr/bin/env python3
"""Exports a corpus in every format and has each file read by programs that others wrote.

usage: check.py NEWSINT HOME WORK SCHEMAS. Prints one row an export and a check, with the seconds it took;
exit 1 if one failed."""
import csv
import functools
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import time

NEWSINT, HOME, WORK, SCHEMAS = sys.argv[1:5]
FTM3 = os.environ.get("INTEROP_FTM3")
# format -> name of the file or folder
FILES = {
    "jsonl": "documents.jsonl", "csv": "mentions.csv", "csv-documents": "documents.csv",
    "conll": "documents.conll", "spacy": "spacy.json", "doccano": "doccano.jsonl",
    "label-studio": "labelstudio.json", "brat": "brat", "web-annotation": "annotations.jsonld",
    "ftm": "entities.ftm.json", "gkg": "gkg.tsv", "stix": "stix.json", "gexf": "graph.gexf",
    "graphml": "graph.graphml", "geojson": "places.geojson", "ics": "timeline.ics",
    "bibtex": "cite.bib", "ris": "cite.ris", "csl-json": "cite.csl.json",
    "parquet": "documents.parquet", "sqlite": "corpus.db", "xlsx": "corpus.xlsx",
    "huggingface": "dataset", "warc": "captures.warc.gz", "wacz": "captures.wacz",
}


def path(form):
    return os.path.join(WORK, FILES[form])


def text(form):
    with open(path(form), encoding="utf-8", newline="") as file:
        return file.read()


def documents():
    """One after the other: of a large corpus they would fill the memory."""
    with open(path("jsonl"), encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


@functools.cache
def count():
    with open(path("jsonl"), "rb") as lines:
        return sum(1 for _ in lines)


def jsonl():
    import jsonschema_rs

    with open(os.path.join(SCHEMAS, "newsint.document-1.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.validator_for(schema)
    spans = 0
    for document in documents():
        validator.validate(document)
        for m in document["mentions"]:
            assert document["text"][m["start"] : m["end"]] == m["text"], m
            spans += 1
    return f"{count()} documents fit the JSON Schema, {spans} spans"


def csv_of(form):
    def check():
        with open(path(form), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        assert len({len(row) for row in rows}) == 1 and len(set(rows[0])) == len(rows[0])
        assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)
        return f"{len(rows) - 1} rows"

    return check


def conll():
    before, rows = "O", 0
    for number, line in enumerate(text("conll").split("\n"), 1):
        if not line.strip():
            before = "O"
            continue
        columns = line.split(" ")
        assert len(columns) == 4 and re.fullmatch(r"O|[BI]-[A-Z_]+", columns[-1]), (number, line)
        if columns[-1].startswith("I-"):
            assert before[2:] == columns[-1][2:] and before != "O", (number, line)
        before = columns[-1]
        rows += 1
    return f"{rows} rows"


def spacy_docbin():
    import spacy
    from spacy.tokens import DocBin

    nlp, bin_, kept, off = spacy.blank("xx"), DocBin(), 0, 0
    for item in json.loads(text("spacy")):
        doc = nlp.make_doc(item["text"])
        spans = [doc.char_span(*e[:2], label=e[2], alignment_mode="expand") for e in item["entities"]]
        strict = [doc.char_span(*e[:2], label=e[2]) for e in item["entities"]]
        assert all(span is not None for span in spans)
        off += sum(span is None for span in strict)
        doc.ents = spacy.util.filter_spans([span for span in strict if span is not None])
        kept += len(doc.ents)
        bin_.add(doc)
    assert len(list(DocBin().from_bytes(bin_.to_bytes()).get_docs(nlp.vocab))) == count()
    return f"DocBin with {kept} entities, {off} not on spaCy's token borders"


def doccano():
    labels = 0
    for line in text("doccano").split("\n"):
        if not line:
            continue
        item, end = json.loads(line), 0
        for start, stop, _ in sorted(item["label"]):
            assert end <= start < stop <= len(item["text"])
            end = stop
            labels += 1
    return f"{labels} labels"


def label_studio():
    regions = 0
    for task in json.loads(text("label-studio")):
        units = task["data"]["text"].encode("utf-16-le")
        for region in task["predictions"][0]["result"]:
            v = region["value"]
            assert units[2 * v["start"] : 2 * v["end"]].decode("utf-16-le") == v["text"], v
            assert {"id", "from_name", "to_name", "type"} <= set(region)
            regions += 1
    return f"{regions} regions in UTF-16 units"


def brat():
    bound = 0
    for ann in glob.glob(os.path.join(path("brat"), "*.ann")):
        with open(ann[:-4] + ".txt", encoding="utf-8", newline="") as file:
            whole = file.read()
        with open(ann, encoding="utf-8", newline="") as file:
            lines = file.read().split("\n")
        for line in filter(None, lines):
            fields = line.split("\t")
            if fields[0].startswith("T"):
                places = fields[1].split(" ", 1)[1].split(";")
                parts = [whole[int(a) : int(b)] for a, b in (p.split() for p in places)]
                assert " ".join(parts) == fields[2], (ann, line)
                bound += 1
            else:
                assert fields[0][0] == "#", line
    return f"{bound} text-bound annotations"


def web_annotation():
    texts = {}
    for d in documents():
        texts[d["id"]] = d["text"]
    annotations = json.loads(text("web-annotation"))
    for a in annotations:
        assert a["@context"] == "http://www.w3.org/ns/anno.jsonld" and a["type"] == "Annotation"
        quote, place = a["target"]["selector"]
        whole = texts[a["id"].split(":")[2]]
        assert whole[place["start"] : place["end"]] == quote["exact"], a["id"]
        assert whole[: place["start"]].endswith(quote["prefix"])
        assert whole[place["end"] :].startswith(quote["suffix"])
    return f"{len(annotations)} annotations"


FTM = r"""
import json, sys
from followthemoney import model
ids, refs, n, bad = set(), [], 0, []
for line in open(sys.argv[1], encoding="utf-8"):
    d = json.loads(line); n += 1; schema = model.get(d["schema"]); ids.add(d["id"])
    assert schema is not None and not schema.abstract, d["schema"]
    bad += [(d["id"], "lacks", r) for r in schema.required if not d["properties"].get(r)]
    for name, values in d["properties"].items():
        prop = schema.get(name)
        if prop is None:
            bad.append((d["schema"], "has no", name)); continue
        for value in values:
            clean = prop.type.clean(value)
            if clean != value: bad.append((d["id"], name, value, clean))
            if prop.type.name == "entity": refs.append(value)
assert not bad, (len(bad), bad[:3])
assert not [r for r in refs if r not in ids]
print(n, "entities,", len(refs), "references, every value survives clean")
"""


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, **options)
    assert done.returncode == 0, (done.stdout + done.stderr).strip()[-300:]
    return done.stdout.strip()


def ftm4():
    return run(sys.executable, "-c", FTM, path("ftm"))


def ftm3():
    assert FTM3, "no environment with followthemoney 3.5.9"
    return run(FTM3, "-c", FTM, path("ftm"))


FLOAT = r"-?\d+(?:\.\d+)?"
PLACE = rf"[1-5]#[^#;]+#[A-Z0-9]{{2}}#[A-Z0-9]{{2,4}}#(?:{FLOAT})?#(?:{FLOAT})?#[^#;]*"
PLACE2 = rf"[1-5]#[^#;]+#[A-Z0-9]{{2}}#[A-Z0-9]{{2,4}}#[^#;]*#(?:{FLOAT})?#(?:{FLOAT})?#[^#;]*#\d+"
NAMES = r"[^,;]+,\d+"


def gkg():
    """The grammar of the codebook, column by column."""
    rows, ids = 0, set()

    def items(pattern):
        return rf"(?:{pattern}(?:;{pattern})*)?"

    columns = [
        r"\d{14}-\d+", r"\d{14}", r"[1-6]", r".+", r".+", "", "", "", "", items(PLACE), items(PLACE2),
        items(r"[^;,]+"), items(NAMES), items(r"[^;,]+"), items(NAMES), "",
        items(r"[1-4]#\d+#\d+#\d+#\d+"), r"wc:\d+", "", "", "", "",
        r"(?:\d+\|\d+\|[^|#]*\|[^|#]*(?:#\d+\|\d+\|[^|#]*\|[^|#]*)*)?", items(NAMES),
        rf"(?:{FLOAT},[^;,]*,\d+;)*", "", r"(?:<([A-Z_]+)>[^<]*</\1>)*",
    ]
    for line in text("gkg").split("\n"):
        if not line:
            continue
        row = line.split("\t")
        assert len(row) == 27 and row[0] not in ids, row[0]
        ids.add(row[0])
        for number, (pattern, value) in enumerate(zip(columns, row), 1):
            assert re.fullmatch(pattern, value), (number, value[:120])
        rows += 1
    return f"{rows} rows of 27 columns"


# The validator reads some hundred objects a second: of large bundles every nth is shown to it.
STIX_OBJECTS = 10_000


def stix():
    import stix2validator

    bundle = json.loads(text("stix"))
    objects = bundle["objects"]
    ids = {o["id"] for o in objects}
    assert len(ids) == len(objects)
    assert all(ref in ids for o in objects for ref in o.get("object_refs", []))
    seen = objects[:: 1 + len(objects) // STIX_OBJECTS]
    part = path("stix") + ".part.json"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(bundle | {"objects": seen}, file)
    result = stix2validator.validate_file(part, stix2validator.ValidationOptions(version="2.1"))
    os.remove(part)
    errors = [str(e) for o in result.object_results for e in (o.errors or [])]
    warnings = [str(w) for o in result.object_results for w in (o.warnings or [])]
    assert result.is_valid and not errors, errors[:3]
    assert not warnings, (len(warnings), warnings[:3])
    return f"{len(seen)} of {len(objects)} objects, 0 errors, 0 warnings"


def graph(form):
    def check():
        import networkx
        from lxml import etree

        etree.parse(path(form))
        read = networkx.read_graphml if form == "graphml" else networkx.read_gexf
        found = read(path(form))
        return f"{found.number_of_nodes()} nodes, {found.number_of_edges()} edges"

    return check


def geojson():
    import geojson as library
    from geojson_pydantic import FeatureCollection

    found = library.loads(text("geojson"))
    assert found.is_valid, found.errors()
    FeatureCollection.model_validate_json(text("geojson"))
    for feature in found.features:
        east, north = feature.geometry.coordinates
        assert -180 <= east <= 180 and -90 <= north <= 90
    return f"{len(found.features)} features"


def ics():
    import icalendar

    calendar = icalendar.Calendar.from_ical(text("ics"))
    events = calendar.walk("VEVENT")
    assert not [e for c in calendar.walk() for e in c.errors]
    assert len({str(e["UID"]) for e in events}) == len(events)
    assert all(e["DTEND"].dt > e["DTSTART"].dt for e in events)
    return f"{len(events)} events"


def bibtex():
    import bibtexparser

    library = bibtexparser.parse_string(text("bibtex"))
    assert not library.failed_blocks and len(library.entries) == count()
    return f"{len(library.entries)} entries"


def ris():
    import rispy

    entries = rispy.loads(text("ris"))
    assert len(entries) == count()
    assert all(e["type_of_reference"] == "NEWS" and e.get("title") for e in entries)
    return f"{len(entries)} entries"


def csl_json():
    items = json.loads(text("csl-json"))
    for item in items:
        assert item["id"] and item["type"] in {"article-newspaper", "webpage"} and item["title"]
        for name in ("issued", "accessed"):
            assert all(isinstance(n, int) for n in item.get(name, {"date-parts": [[0]]})["date-parts"][0])
    return f"{len(items)} items"


def parquet_rows(file):
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(file)
    table.validate(full=True)
    return table


def parquet():
    from decimal import Decimal

    table, spans = parquet_rows(path("parquet")), 0
    rows = (row for batch in table.to_batches(max_chunksize=1000) for row in batch.to_pylist())
    for row, document in zip(rows, documents(), strict=True):
        assert row["text"] == document["text"] and row["author"] == document["author"]
        for span, mention in zip(row["spans"], document["mentions"], strict=True):
            assert row["text"][span["start"] : span["end"]] == span["text"] == mention["text"]
            value = mention.get(mention["kind"], {})
            if mention["kind"] in ("money", "quantity") and value["min"] is not None:
                figure = Decimal(str(value["min"]))
                # What a decimal of 38 digits, nine after the point, can't hold is left out, and told.
                fits = figure == round(figure, 9) and abs(figure) < 10**29
                assert span["min"] == (figure if fits else None), (span["min"], value)
            spans += 1
    return f"pyarrow: {table.num_rows} rows, {spans} spans as in the JSONL"


def parquet_duckdb():
    import duckdb

    sql = f"SELECT count(*), sum(len(spans)) FROM '{path('parquet')}'"
    rows, spans = duckdb.connect().execute(sql).fetchone()
    return f"DuckDB: {rows} rows, {spans} spans"


def parquet_pandas():
    import pandas

    frame = pandas.read_parquet(path("parquet"))
    assert str(frame.fetched_at.dtype).startswith("datetime64") and "UTC" in str(frame.fetched_at.dtype)
    return f"pandas: {len(frame)} rows"


def parquet_polars():
    import polars

    frame = polars.read_parquet(path("parquet"))
    spans = frame.select(polars.col("spans").explode(empty_as_null=False)).unnest("spans")
    return f"Polars: {len(frame)} rows, {len(spans)} spans"


def sqlite():
    database = sqlite3.connect(path("sqlite"))
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    wrong = """SELECT count(*) FROM mentions m JOIN documents d ON d.id = m.document
               WHERE substr(d.text, m.start + 1, m.end - m.start) != m.words"""
    assert database.execute(wrong).fetchone() == (0,)
    rows = database.execute("SELECT count(*) FROM documents_fts WHERE documents_fts MATCH 'the'").fetchone()
    return f"sound; full text finds {rows[0]} documents"


def datasette():
    program = os.path.join(os.path.dirname(sys.executable), "datasette")
    metadata = path("sqlite") + ".metadata.json"
    out = run(program, path("sqlite"), "--metadata", metadata, "--get", "/corpus/documents.json?_search=the&_size=3&_shape=array")
    return f"Datasette: {len(json.loads(out))} rows of a search"


# openpyxl reads some two thousand rows of mentions a second, and all of a sheet before the first.
XLSX_ROWS = 50_000


def xlsx():
    import openpyxl

    book = openpyxl.load_workbook(path("xlsx"), read_only=True)
    rows = {sheet.title: sum(1 for _ in sheet.iter_rows(max_row=XLSX_ROWS)) - 1 for sheet in book}
    assert rows["documents"] == min(count(), XLSX_ROWS - 1)
    first = next(book["documents"].iter_rows(min_row=2, values_only=True))
    assert first[9] == next(documents())["text"][:32767]
    return f"openpyxl: {rows}"


def xlsx_calamine():
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path("xlsx"))
    rows = {name: book.get_sheet_by_name(name).height - 1 for name in book.sheet_names}
    assert rows["documents"] == count()
    return f"calamine: {rows}"


def huggingface():
    from huggingface_hub import DatasetCard

    with open(os.path.join(path("huggingface"), "README.md"), encoding="utf-8") as file:
        card = DatasetCard(file.read())
    data = card.data.to_dict()
    assert all(isinstance(language, str) for language in data["language"])
    for config in data["configs"]:
        for item in config["data_files"]:
            found = glob.glob(os.path.join(path("huggingface"), item["path"]))
            assert found, item
    return f"card with {sorted(data)}; {parquet_rows(found[0]).num_rows} rows"


def warc():
    from warcio.archiveiterator import ArchiveIterator

    kinds, digests = {}, set()
    with open(path("warc"), "rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            kinds[record.rec_type] = kinds.get(record.rec_type, 0) + 1
            digests.add(record.rec_headers.get_header("WARC-Payload-Digest"))
    missing = [d["id"] for d in documents() if "sha256:" + d["capture"]["sha256"] not in digests]
    assert not missing, missing[:3]
    return f"warcio: {kinds}, every document's capture is there"


def wacz():
    program = os.path.join(os.path.dirname(sys.executable), "wacz")
    run(program, "validate", "-f", path("wacz"))
    return "wacz validate"


def pywb():
    """Replays a page of every tenth document and compares its bytes with the WARC's."""
    python = os.environ.get("INTEROP_PYWB", sys.executable)
    if subprocess.run([python, "-c", "import pywb"], capture_output=True).returncode:
        return "skipped: pywb is not installed here"
    import http.client

    home = os.path.join(WORK, "pywb")
    os.makedirs(home, exist_ok=True)
    programs = os.path.dirname(python)
    subprocess.run([os.path.join(programs, "wb-manager"), "init", "c"], cwd=home, capture_output=True)
    run(os.path.join(programs, "wb-manager"), "add", "--unpack-wacz", "c", os.path.abspath(path("wacz")), cwd=home)
    server = subprocess.Popen(
        [os.path.join(programs, "wayback"), "-p", "8097", "-b", "127.0.0.1"],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        replayed = 0
        for attempt in range(60):
            try:
                http.client.HTTPConnection("127.0.0.1", 8097, timeout=5).request("GET", "/")
                break
            except OSError:
                time.sleep(0.5)
        web = [d["capture"] for d in documents() if d["capture"]["url"].startswith("http")]
        # Its router makes one slash of two before it looks an address up: those it never finds.
        asked = [capture for capture in web if "//" not in capture["url"].split("://", 1)[1]]
        for capture in asked[::10]:
            stamp = re.sub(r"\D", "", capture["fetched_at"])[:14]
            connection = http.client.HTTPConnection("127.0.0.1", 8097, timeout=30)
            connection.request("GET", f"/c/{stamp}id_/{capture['url']}")
            answer = connection.getresponse()
            assert answer.status == 200 and answer.read(), (answer.status, capture["url"])
            replayed += 1
        return f"{replayed} pages replayed; {len(web) - len(asked)} with double slashes not asked for"
    finally:
        server.terminate()
        server.wait()


CHECKS = [
    ("jsonl", "jsonschema-rs", jsonl), ("csv", "csv, strict", csv_of("csv")),
    ("csv-documents", "csv, strict", csv_of("csv-documents")), ("conll", "IOB2 grammar", conll),
    ("spacy", "spaCy DocBin", spacy_docbin), ("doccano", "offsets", doccano),
    ("label-studio", "UTF-16 offsets", label_studio), ("brat", "offsets", brat),
    ("web-annotation", "selectors", web_annotation), ("ftm", "followthemoney 4", ftm4),
    ("ftm", "followthemoney 3.5.9", ftm3), ("gkg", "grammar", gkg), ("stix", "stix2-validator", stix),
    ("gexf", "networkx, lxml", graph("gexf")), ("graphml", "networkx, lxml", graph("graphml")),
    ("geojson", "geojson, pydantic", geojson), ("ics", "icalendar", ics),
    ("bibtex", "bibtexparser", bibtex), ("ris", "rispy", ris), ("csl-json", "shape", csl_json),
    ("parquet", "pyarrow", parquet), ("parquet", "DuckDB", parquet_duckdb),
    ("parquet", "pandas", parquet_pandas), ("parquet", "Polars", parquet_polars),
    ("sqlite", "sqlite3", sqlite), ("sqlite", "Datasette", datasette),
    ("xlsx", "openpyxl", xlsx), ("xlsx", "calamine", xlsx_calamine),
    ("huggingface", "huggingface_hub", huggingface), ("warc", "warcio", warc),
    ("wacz", "wacz validate", wacz), ("wacz", "pywb", pywb),
]


def main():
    failed = 0
    for form in FILES:
        started = time.monotonic()
        run(NEWSINT, "--home", HOME, "export", "--format", form, "--out", path(form))
        print(f"ok    {time.monotonic() - started:7.1f} s  {form:15} export", flush=True)
    for form, program, check in CHECKS:
        started = time.monotonic()
        try:
            state, words = "ok", check()
            if words.startswith("skipped"):
                state = "skip"
        except Exception as error:  # a failed check is a row of the table
            failed += 1
            state, words = "FAIL", f"{type(error).__name__} {str(error)[:300]}"
        seconds = time.monotonic() - started
        print(f"{state:5} {seconds:7.1f} s  {form:15} {program:21} {words}", flush=True)
    print(f"{len(CHECKS)} checks, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
