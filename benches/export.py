#!/usr/bin/env python3
"""How fast are exports? CPU seconds and memory of `newsint export`, and of pandas and sqlite-utils
writing the same rows.

usage: export.py NEWSINT HOME [FOLDER]. Needs pandas, pyarrow and sqlite-utils for the comparison; without
them only newsint is measured. Text is what the documents hold; a core is one second of CPU."""
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile

NEWSINT, HOME = sys.argv[1:3]
FOLDER = sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()
FORMATS = ["jsonl", "parquet", "csv", "sqlite", "xlsx"]


def measured(words):
    """CPU seconds and peak memory (MB) of a program."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(writer, json.dumps([usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    return json.loads(os.read(reader, 1000))


def row(name, cpu, memory, text, out):
    print(f"{name:28} {cpu:7.2f} s {text / cpu / 1e6:7.1f} MB/s text {out / cpu / 1e6:7.1f} MB/s out {memory:6.0f} MB")


PANDAS = r"""
import json, sys, pandas
rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
for r in rows:
    r["spans"] = [{"start": m["start"], "end": m["end"], "text": m["text"], "kind": m["kind"]} for m in r.pop("mentions")]
    for name in ("blocks", "flags", "capture"): r.pop(name)
frame = pandas.DataFrame(rows)
if sys.argv[2] == "parquet": frame.to_parquet(sys.argv[3], compression="zstd")
else: frame.to_json(sys.argv[3], orient="records", lines=True, force_ascii=False)
"""
UTILS = r"""
import json, sys, sqlite_utils
db = sqlite_utils.Database(sys.argv[2], recreate=True)
def documents():
    for line in open(sys.argv[1], encoding="utf-8"):
        d = json.loads(line)
        yield {k: d[k] for k in ("id", "url", "title", "site", "published", "language", "text")}
def mentions():
    for line in open(sys.argv[1], encoding="utf-8"):
        d = json.loads(line)
        for n, m in enumerate(d["mentions"]):
            yield {"document": d["id"], "number": n, "start": m["start"], "end": m["end"], "words": m["text"], "kind": m["kind"]}
db["documents"].insert_all(documents(), pk="id")
db["mentions"].insert_all(mentions(), pk=("document", "number"))
db["documents"].enable_fts(["title", "text"])
"""


def main():
    database = sqlite3.connect(os.path.join(HOME, "corpus", "corpus.db"))
    text = database.execute("SELECT sum(length(CAST(text AS BLOB))) FROM documents").fetchone()[0]
    places = {}
    for form in FORMATS:
        places[form] = os.path.join(FOLDER, "out." + form)
        words = [NEWSINT, "--quiet", "--home", HOME, "export", "--format", form, "--out", places[form]]
        cpu, memory = measured(words)
        row("newsint " + form, cpu, memory, text, os.path.getsize(places[form]))
    for form in ("jsonl", "parquet"):
        place = os.path.join(FOLDER, "pandas." + form)
        try:
            cpu, memory = measured([sys.executable, "-c", PANDAS, places["jsonl"], form, place])
            row("pandas " + form, cpu, memory, text, os.path.getsize(place))
        except (json.JSONDecodeError, subprocess.CalledProcessError):
            print(f"pandas {form}: not measured")
    try:
        place = os.path.join(FOLDER, "utils.db")
        cpu, memory = measured([sys.executable, "-c", UTILS, places["jsonl"], place])
        row("sqlite-utils", cpu, memory, text, os.path.getsize(place))
    except (json.JSONDecodeError, subprocess.CalledProcessError):
        print("sqlite-utils: not measured")


main()
