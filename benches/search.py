#!/usr/bin/env python3
"""Speed, size and ranking of search in one run: newsint beside a bare Tantivy index and SQLite FTS5.

usage: search.py [--peers DIR] [--documents N] [--ranking]
  --peers DIR    where the bare Tantivy program is built, or was (a temporary folder otherwise)
  --documents N  documents of the speed run (12000); beyond the corpus, documents repeat with changes
  --ranking      only nDCG@10 on the sets with judgements
Needs `cargo build --release --bins --examples` and the evaluation data in NEWSINT_SHARED or ../shared. The Tantivy program
comes from the crates registry; without it its figures are left out. Prints one JSON object. Ratios count, times depend on
the machine.
"""
import argparse, glob, gzip, importlib.util, itertools, json, os, shutil, sqlite3, statistics, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("NEWSINT_SHARED", os.path.join(ROOT, "..", "shared"))
RELEASE = os.path.join(ROOT, "target", "release")
SPEED = os.environ.get("SEARCH_SPEED", os.path.join(RELEASE, "examples", "search_speed"))
NEWSINT = os.environ.get("NEWSINT", os.path.join(RELEASE, "newsint"))
DATA = os.path.join(SHARED, "bench", "search")
PEER = """[package]
name = "peer"
version = "0.1.0"
edition = "2021"
[[bin]]
name = "peer"
path = "main.rs"
[dependencies]
tantivy = { version = "0.27", default-features = false, features = ["mmap", "lz4-compression", "stemmer"] }
serde_json = "1"
[workspace]
"""


def size(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, names in os.walk(folder) for f in names)


def news():
    with gzip.open(os.path.join(DATA, "news-dev.jsonl.gz"), "rt") as lines:
        return [json.loads(line) for line in lines]


def write(path, items):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def ran(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def repeated(items, count):
    """So many documents: after the first round each ends in words of its own."""
    for number, item in enumerate(itertools.islice(itertools.cycle(items), count)):
        if number >= len(items):
            item = item | {"id": f"{item['id']}-{number}", "url": f"https://copy.example/{number}",
                           "text": f"{item['text']}\n\nEdition {number} of page {number * 7919 % 100_003}."}
        yield item


def added(home, documents, *options):
    """Seconds until everything is in captures, database and index."""
    started = time.monotonic()
    subprocess.run([NEWSINT, "-q", "--home", home, "add", *options, documents], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - started


def ndcg(qrels, run):
    spec = importlib.util.spec_from_file_location("score", os.path.join(DATA, "score.py"))
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    return round(score.score(qrels, run.splitlines())[0], 4)


def ranking(scratch):
    out = {}
    sets = sorted(name for name in os.listdir(os.path.join(DATA, "rel")))
    for name in sets:
        folder = os.path.join(DATA, "rel", name)
        corpus = os.path.join(folder, "corpus.jsonl.gz")
        if os.path.exists(corpus):
            with gzip.open(corpus, "rt") as lines:
                items = [json.loads(line) for line in lines]
            items = [{"id": i["_id"], "title": i.get("title") or "", "text": i["text"]} for i in items]
        else:
            items = [{"id": i["id"], "text": i["text"].partition("\n")[2] if i["source"].startswith("polnear-")
                      else i["text"]} for i in news()]
        queries = os.path.join(folder, "queries.jsonl")
        if not os.path.exists(queries):
            queries = os.path.join(scratch, name + ".queries")
            with gzip.open(os.path.join(folder, "queries.jsonl.gz")) as packed, open(queries, "wb") as unpacked:
                unpacked.write(packed.read())
        documents, index = os.path.join(scratch, name + ".jsonl"), os.path.join(scratch, name)
        write(documents, items)
        ran(SPEED, "index", documents, index)
        out[name] = ndcg(os.path.join(folder, "qrels.tsv"), ran(SPEED, "rank", documents, index, queries))
    return out


def fts5(scratch, documents, queries):
    """SQLite FTS5 with a stemmer: seconds of ingest and middle times, in milliseconds."""
    database = sqlite3.connect(os.path.join(scratch, "fts.db"))
    database.executescript("""PRAGMA journal_mode=WAL;
        CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, date TEXT, title TEXT, text TEXT);
        CREATE VIRTUAL TABLE words USING fts5(title, text, content='documents', content_rowid='id', tokenize='porter unicode61');
        CREATE INDEX dates ON documents (date);""")
    started = time.monotonic()
    with open(documents, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            item = json.loads(line)
            row = (number, item["id"], (item.get("date") or "")[:10], item.get("title") or "", item["text"])
            database.execute("INSERT INTO documents VALUES (?,?,?,?,?)", row)
            database.execute("INSERT INTO words (rowid, title, text) VALUES (?,?,?)", (number, row[3], row[4]))
    database.commit()
    seconds = time.monotonic() - started
    took = {}
    top = " ORDER BY rank LIMIT 10"
    for line in open(queries, encoding="utf-8"):
        kind, words, *dates = line.rstrip("\n").split("\t")
        quoted = [f'"{word}"' for word in words.split()]
        match = f'"{words}"' if kind == "phrase" else (" OR " if kind == "or" else " ").join(quoted)
        sql, values = "SELECT d.name FROM words JOIN documents d ON d.id = words.rowid WHERE words MATCH ?", [match]
        if dates:
            sql, values = sql + " AND d.date BETWEEN ? AND ?", values + dates
        best = min(timed(database, sql + top, values) for _ in range(6))
        took.setdefault(kind, []).append(best * 1000)
    return seconds, {kind: statistics.median(times) for kind, times in took.items()}


def timed(database, sql, values):
    started = time.perf_counter()
    database.execute(sql, values).fetchall()
    return time.perf_counter() - started


def tantivy(scratch, peers, documents, queries):
    home = os.path.join(peers, "tantivy")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, "Cargo.toml"), "w") as out:
        out.write(PEER)
    with open(os.path.join(ROOT, "benches", "peers", "bare_tantivy.rs")) as source, \
            open(os.path.join(home, "main.rs"), "w") as out:
        out.write(source.read())
    build = ["cargo", "build", "--release", "--manifest-path", os.path.join(home, "Cargo.toml"),
             "--target-dir", os.path.join(home, "target")]
    program = os.path.join(home, "target", "release", "peer")
    if not os.path.exists(program) and subprocess.run(build, stderr=subprocess.PIPE).returncode:
        return None
    index = os.path.join(scratch, "bare")
    os.makedirs(index)
    found = json.loads(ran(program, documents, index, queries))
    return found | {"size": size(index)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers")
    parser.add_argument("--documents", type=int, default=12_000)
    parser.add_argument("--ranking", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if asked.ranking:
            return print(json.dumps(ranking(scratch), indent=1))
        documents = os.path.join(scratch, "documents.jsonl")
        write(documents, repeated(news(), asked.documents))
        queries = os.path.join(DATA, "speed-queries.tsv")
        home, index = os.path.join(scratch, "home"), os.path.join(scratch, "index")
        words = os.path.join(scratch, "words")
        whole, rounds = added(home, documents), []
        for _ in range(3):
            shutil.rmtree(words, ignore_errors=True)
            for leftover in glob.glob(os.path.join(scratch, "fts.db*")):
                os.remove(leftover)
            rounds.append((added(words, documents, "--no-tags"), *fts5(scratch, documents, queries)))
        untagged = min(round[0] for round in rounds)
        seconds, sqlite = min(round[1] for round in rounds), rounds[-1][2]
        plain = json.loads(ran(SPEED, "index", documents, index))
        own = json.loads(ran(SPEED, "time", os.path.join(home, "index"), queries))
        bare = tantivy(scratch, asked.peers or os.path.join(scratch, "peers"), documents, queries)
        sizes = size(os.path.join(home, "index")), size(os.path.join(words, "index"))
    text = plain["bytes"]
    result = {"documents": asked.documents, "text_mb": round(text / 1e6, 1),
              "ingest_s": {"newsint, captures, database, tags": round(whole, 1), "the same without tags": round(untagged, 1),
                           "newsint, index alone": round(plain["seconds"], 1),
                           "fts5": round(seconds, 1), "bare tantivy": bare and round(bare["seconds"], 1)},
              "ingest_without_tags_times_fts5": round(seconds / untagged, 2),
              "index_per_text": {"with tags": round(sizes[0] / text, 3), "without tags": round(sizes[1] / text, 3),
                                 "bare tantivy": bare and round(bare["size"] / text, 3)},
              "tags_grow_index_by": round(sizes[0] / sizes[1] - 1, 3), "p50_ms": {}}
    result["p99_ms"] = {kind: round(time, 3) for kind, time in own.pop("p99").items()}
    for kind, mine in own.items():
        row = {"newsint": round(mine, 3), "times_fts5": round(mine / sqlite[kind], 3)}
        if bare:
            row["times_bare_tantivy"] = round(mine / bare["p50_ms"][kind], 2)
        result["p50_ms"][kind] = row
    return print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
