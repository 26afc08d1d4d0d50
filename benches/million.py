#!/usr/bin/env python3
"""A large corpus: time and memory of adding it, times of searching it.

usage: million.py HOME [--documents N] [--tags]
  HOME           where the corpus is made; must not exist. Takes about 9 GB for a million documents, and stays
  --documents N  documents (1000000)
  --tags         tag them too (twice the space)
The documents are those of the search data again and again, every fourth word taken from another of them, under 5,000
hosts: as many words, hardly a common run of five. Needs `cargo build --release --bins --examples` and the evaluation data
in NEWSINT_SHARED or ../shared. Prints one JSON object.
"""
import argparse, gzip, json, multiprocessing, os, random, sqlite3, subprocess, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("NEWSINT_SHARED", os.path.join(ROOT, "..", "shared"))
DATA = os.path.join(SHARED, "bench", "search")
RELEASE = os.path.join(ROOT, "target", "release")
NEWSINT = os.environ.get("NEWSINT", os.path.join(RELEASE, "newsint"))
SPEED = os.environ.get("SEARCH_SPEED", os.path.join(RELEASE, "examples", "search_speed"))


def documents(count):
    with gzip.open(os.path.join(DATA, "news-dev.jsonl.gz"), "rt") as lines:
        items = [json.loads(line) for line in lines]
    words = [item["text"].split(" ") for item in items]
    chance = random.Random(1)
    for number in range(count):
        item, text = items[number % len(items)], list(words[number % len(items)])
        other = words[chance.randrange(len(words))]
        while len(other) < len(text):
            other = other + words[chance.randrange(len(words))]
        text[number % 4::4] = other[number % 4:len(text):4]
        yield item | {"id": str(number), "url": f"https://h{number % 5000}.example/{number}", "text": " ".join(text)}


def write(path, count):
    with open(path, "w", encoding="utf-8") as out:
        for item in documents(count):
            out.write(json.dumps(item, ensure_ascii=False) + "\n")


def size(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, names in os.walk(folder) for f in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--tags", action="store_true")
    asked = parser.parse_args()
    os.makedirs(asked.home)
    source = asked.home + ".jsonl"
    # In a process of its own: a child's peak memory is at least that of the process which starts it.
    writer = multiprocessing.Process(target=write, args=(source, asked.documents))
    writer.start()
    writer.join()
    started = time.monotonic()
    command = [NEWSINT, "-q", "--home", asked.home, "add", source] + ([] if asked.tags else ["--no-tags"])
    _, status, used = os.wait4(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid, 0)
    seconds = time.monotonic() - started
    if status:
        raise SystemExit("newsint add failed")
    os.remove(source)
    text = sum(length for length, in sqlite3.connect(os.path.join(asked.home, "corpus", "corpus.db")).execute(
        "SELECT length(CAST(text AS BLOB)) FROM documents"))
    queries = os.path.join(DATA, "speed-queries.tsv")
    index = os.path.join(asked.home, "index")
    timed = json.loads(subprocess.run([SPEED, "time", index, queries], stdout=subprocess.PIPE, check=True).stdout)
    tail = timed.pop("p99")
    print(json.dumps({
        "documents": asked.documents, "text_mb": round(text / 1e6), "add_s": round(seconds),
        "add_cpu_s": round(used.ru_utime + used.ru_stime), "add_memory_mb": round(used.ru_maxrss / 1024),
        "documents_per_s": round(asked.documents / seconds), "database_mb": round(
            os.path.getsize(os.path.join(asked.home, "corpus", "corpus.db")) / 1e6),
        "captures_mb": round(size(os.path.join(asked.home, "corpus", "captures")) / 1e6),
        "index_mb": round(size(index) / 1e6), "index_per_text": round(size(index) / text, 2),
        "p50_ms": {kind: round(ms, 3) for kind, ms in timed.items()},
        "p99_ms": {kind: round(ms, 3) for kind, ms in tail.items()}}, indent=1))


if __name__ == "__main__":
    main()
