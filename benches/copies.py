#!/usr/bin/env python3
"""Speed of near-duplicate detection, one thread, in one run: newsint copies beside rensa (MinHash, Rust, PyPI).

usage: copies.py DOCUMENTS.jsonl[.gz] [ROUNDS]      lines {"id", "text"}
newsint is timed as a whole process: start, reading JSON, runs of words, candidates, verification on all runs, output.
rensa is timed in memory, once with and once without the 5-word shingles made in Python; it gives unverified candidates.
Seconds are processor time of one thread, so that other work on the machine counts little. The rounds alternate and the best of
each counts. rensa comes from PyPI into a temporary folder. Prints one JSON object;
ratios count, times depend on the machine.
"""
import gzip, json, os, resource, subprocess, sys, tempfile, venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))
RENSA = """
import json, re, sys, time
import rensa
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
start = time.process_time()
sets = []
for text in texts:
    words = re.findall(r"\\w+", text.lower())
    sets.append([" ".join(words[i:i + 5]) for i in range(max(1, len(words) - 4))])
shingled = time.process_time()
index = rensa.RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
hashes = []
for number, shingles in enumerate(sets):
    minhash = rensa.RMinHash(num_perm=128, seed=42)
    minhash.update(shingles)
    index.insert(number, minhash)
    hashes.append(minhash)
pairs = set()
for number, minhash in enumerate(hashes):
    pairs.update((number, other) for other in index.query(minhash) if other > number)
end = time.process_time()
print(json.dumps({"shingles": shingled - start, "minhash": end - shingled, "pairs": len(pairs)}))
"""


def main():
    source, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    opened = gzip.open(source, "rt", encoding="utf-8") if source.endswith(".gz") else open(source, encoding="utf-8")
    with opened as lines:
        documents = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(os.path.join(scratch, "venv"), with_pip=True)
        python = os.path.join(scratch, "venv", "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "-q", "rensa"], check=True)
        path = os.path.join(scratch, "documents.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for d in documents:
                out.write(json.dumps({"id": d["id"], "text": d["text"]}, ensure_ascii=False) + "\n")
        ours, theirs, pairs = [], [], 0
        one_thread = {**os.environ, "RAYON_NUM_THREADS": "1"}
        for _ in range(rounds):
            with open(path, "rb") as lines:
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                done = subprocess.run([NEWSINT, "copies", "--jsonl"], stdin=lines, stdout=subprocess.PIPE)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                ours.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
                pairs = len(done.stdout.splitlines())
            done = subprocess.run([python, "-c", RENSA, path], stdout=subprocess.PIPE, check=True, env=one_thread)
            theirs.append(json.loads(done.stdout))
    best = min(ours)
    whole = min(t["shingles"] + t["minhash"] for t in theirs)
    hashing = min(t["minhash"] for t in theirs)
    print(json.dumps({
        "documents": len(documents), "newsint_seconds": round(best, 4), "newsint_pairs": pairs,
        "newsint_documents_per_second": round(len(documents) / best),
        "rensa_seconds": round(whole, 4), "rensa_without_shingles_seconds": round(hashing, 4),
        "rensa_candidates": theirs[0]["pairs"],
        "times_rensa": round(whole / best, 2), "times_rensa_without_shingles": round(hashing / best, 2)}, indent=1))


main()
