#!/usr/bin/env python3
"""Measures the whole flow in one run: pages, plain documents, FTS5 for scale, memory, cold start.

usage: flow.py [--json]          (after `cargo build --release --locked`; the evaluation data in NEWSINT_SHARED or ../shared)
Only ratios within one run carry over between machines. If trafilatura is installed, it runs on a sample of the pages.
"""
import glob, gzip, json, os, resource, shutil, sqlite3, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("NEWSINT_SHARED", os.path.join(ROOT, "..", "shared"))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))


def run(*arguments):
    """Runs newsint; returns seconds and peak memory in MB."""
    started = time.monotonic()
    process = subprocess.Popen([NEWSINT, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"newsint {' '.join(arguments)} ended with {status}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def size(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, names in os.walk(folder) for f in names) / 1e6


def unpack_pages(scratch):
    folder = os.path.join(scratch, "pages")
    os.makedirs(folder)
    for path in sorted(glob.glob(os.path.join(SHARED, "bench/extraction/pages/*.html.gz"))):
        with gzip.open(path) as packed, open(os.path.join(folder, os.path.basename(path)[:-3]), "wb") as out:
            shutil.copyfileobj(packed, out)
    return folder


def unpack_news(scratch, times):
    path = os.path.join(scratch, f"news-{times}.jsonl")
    with open(path, "w") as out:
        for copy in range(times):
            for line in gzip.open(os.path.join(SHARED, "bench/search/news-dev.jsonl.gz"), "rt"):
                if copy:
                    item = json.loads(line)
                    item["text"] += f"\n\nCopy {copy}."
                    item["url"] = f"https://copy{copy}.example/{item['id']}"
                    line = json.dumps(item) + "\n"
                out.write(line)
    return path


def fts5(path, scratch):
    """The same documents into SQLite FTS5 (porter stemmer): seconds."""
    database = sqlite3.connect(os.path.join(scratch, "fts.db"))
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE VIRTUAL TABLE news USING fts5(id UNINDEXED, title, text, tokenize='porter unicode61')")
    started = time.monotonic()
    with open(path) as lines:
        rows = (json.loads(line) for line in lines)
        database.executemany("INSERT INTO news VALUES (?,?,?)", ((r["id"], r.get("title") or "", r["text"]) for r in rows))
    database.commit()
    return time.monotonic() - started


def trafilatura_rate(pages):
    """Pages a second of trafilatura on every tenth page, one process; None where it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None
    sample = sorted(os.listdir(pages))[::10]
    bodies = [open(os.path.join(pages, name), "rb").read() for name in sample]
    started = time.monotonic()
    for body in bodies:
        trafilatura.bare_extraction(body, with_metadata=True)
    return len(bodies) / (time.monotonic() - started)


def main():
    scratch = tempfile.mkdtemp(prefix="newsint-bench-")
    found = {}
    try:
        pages = unpack_pages(scratch)
        count = len(os.listdir(pages))
        seconds, memory = run("--home", os.path.join(scratch, "a"), "-q", "add", pages)
        found["pages: whole flow, pages/s"] = count / seconds
        found["pages: MB/s of HTML"] = size(pages) / seconds
        found["pages: peak memory MB"] = memory
        rate = trafilatura_rate(pages)
        if rate:
            found["pages: trafilatura alone (1 process), pages/s"] = rate
            found["pages: newsint whole flow / trafilatura alone"] = count / seconds / rate
        news = unpack_news(scratch, 1)
        count = sum(1 for _ in open(news))
        home = os.path.join(scratch, "b")
        seconds, memory = run("--home", home, "-q", "add", news)
        found["news: documents/s"] = count / seconds
        found["news: peak memory MB"] = memory
        found["news: index MB / text MB"] = size(os.path.join(home, "index")) / size_of_text(news)
        found["news: FTS5 (Python) documents/s"] = count / fts5(news, scratch)
        cold = [run("--home", home, "-q", "search", "-n", "1", "missile", "launch")[0] for _ in range(15)]
        found["search: cold start to first hit, ms (median of 15)"] = statistics.median(cold) * 1000
        if "--ten" in sys.argv:
            ten = unpack_news(scratch, 10)
            seconds, big = run("--home", os.path.join(scratch, "c"), "-q", "add", ten)
            found["news x10: documents/s"] = count * 10 / seconds
            found["news x10: peak memory MB"] = big
            found["news x10: peak memory / x1"] = big / memory
    finally:
        shutil.rmtree(scratch)
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        print("| measure | figure |\n| --- | --- |")
        for name, value in found.items():
            print(f"| {name} | {value:.2f} |" if value < 10 else f"| {name} | {value:.0f} |")


def size_of_text(news):
    return sum(len(json.loads(line)["text"].encode()) for line in open(news)) / 1e6


main()
