#!/usr/bin/env python3
"""Speed and accuracy of extraction, one thread, text in memory, in one run: newsint beside the html5ever parse alone,
trafilatura and dom_smoothie.

usage: extract.py FOLDER [PAGES] [--truth DIR] [--peers DIR]
  FOLDER       holds .html or .html.gz pages; the first PAGES (300) by name are timed
  --truth DIR  holds truth.jsonl.gz and score.py: all its pages in FOLDER are scored for each program, too
  --peers DIR  where the peers are built (a temporary folder otherwise)
The peers come from PyPI and the crates registry; one that cannot be had is left out with a word. Prints one JSON object.
Ratios count, times depend on the machine.
"""
import argparse, gzip, json, os, subprocess, sys, tempfile, venv

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELEASE = os.path.join(ROOT, "target", "release")
SPEED = os.environ.get("EXTRACT_SPEED", os.path.join(RELEASE, "examples", "extract_speed"))
NEWSINT = os.environ.get("NEWSINT", os.path.join(RELEASE, "newsint"))
DOM_SMOOTHIE = """[package]
name = "peer"
version = "0.0.0"
edition = "2021"
[[bin]]
name = "peer"
path = "main.rs"
[dependencies]
dom_smoothie = "0.18"
serde_json = "1"
[workspace]
"""
TRAFILATURA = """
import json, os, sys, time, trafilatura
total = 0.0
for name in sorted(os.listdir(sys.argv[1])):
    text = open(os.path.join(sys.argv[1], name), encoding="utf-8", newline="").read()
    start = time.perf_counter()
    try:
        found = trafilatura.bare_extraction(text, with_metadata=True)
    except Exception:
        found = None
    total += time.perf_counter() - start
    get = (lambda k: getattr(found, k, None)) if found is not None else (lambda k: None)
    print(json.dumps({"id": name[:-5], "text": get("text") or "", "title": get("title"), "author": get("author"),
                      "date": get("date")}))
print(json.dumps({"ms": total * 1000}))
"""


def pages(folder):
    for name in sorted(n for n in os.listdir(folder) if n.endswith((".html", ".html.gz"))):
        path = os.path.join(folder, name)
        with (gzip.open(path) if name.endswith(".gz") else open(path, "rb")) as page:
            yield name.removesuffix(".gz"), page.read()


def build(what, steps):
    """Runs the steps; false, with a word, if one fails."""
    for step in steps:
        done = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            tail = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
            print(f"skipped: {what} could not be built: {' '.join(tail)}", file=sys.stderr)
            return False
    return True


def trafilatura(peers):
    home = os.path.join(peers, "venv")
    python = os.path.join(home, "bin", "python")
    if not os.path.exists(python):
        venv.create(home, with_pip=True)
    if build("trafilatura", [[python, "-m", "pip", "install", "--quiet", "trafilatura",
                              "lxml_html_clean"]]):
        return [python, "-c", TRAFILATURA]


def dom_smoothie(peers):
    home = os.path.join(peers, "dom_smoothie")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, "Cargo.toml"), "w") as out:
        out.write(DOM_SMOOTHIE)
    with open(os.path.join(ROOT, "benches", "peers", "dom_smoothie.rs")) as source, \
            open(os.path.join(home, "main.rs"), "w") as out:
        out.write(source.read())
    cargo = ["cargo", "build", "--release", "--manifest-path", os.path.join(home, "Cargo.toml")]
    if build("dom_smoothie", [cargo + ["--target-dir", os.path.join(home, "target")]]):
        return [os.path.join(home, "target", "release", "peer")]


def answers(command, folder):
    """The lines of a peer for a folder, and its milliseconds."""
    done = subprocess.run([*command, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1]["ms"]


def newsint(folder):
    names = sorted(os.listdir(folder))
    asked = "".join(json.dumps({"id": n[:-5], "path": os.path.join(folder, n), "url": ""}) + "\n" for n in names)
    done = subprocess.run([NEWSINT, "extract", "--jsonl"], input=asked.encode(), stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    keys = {"id": "id", "text": "text", "title": "title", "author": "author", "published": "date"}
    return [{out: line.get(key) for key, out in keys.items()} for line in found]


def score(truth, lines):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
        out.flush()
        done = subprocess.run([sys.executable, os.path.join(truth, "score.py"), truth, out.name, "--json"],
                              stdout=subprocess.PIPE, check=True)
    sets = json.loads(done.stdout)
    return {name: {k: round(v, 4) for k, v in figures.items() if k in
                   ("F1", "pageF1", "snip_with", "snip_without", "title", "author", "date", "date.wrong")}
            for name, figures in sets.items()}


def write(folder, found):
    os.makedirs(folder)
    for name, page in found:
        with open(os.path.join(folder, name), "wb") as out:
            out.write(page)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("pages", nargs="?", type=int, default=300)
    parser.add_argument("--truth")
    parser.add_argument("--peers")
    asked = parser.parse_args()
    for program in (SPEED, NEWSINT):
        if not os.path.exists(program):
            sys.exit(f"no {program}: first cargo build --release --bins --examples")
    with tempfile.TemporaryDirectory() as scratch:
        peers = asked.peers or os.path.join(scratch, "peers")
        os.makedirs(peers, exist_ok=True)
        found = list(pages(asked.folder))
        timed, raw = os.path.join(scratch, "timed"), os.path.join(scratch, "raw")
        text = [(name, page.decode("utf-8", "replace").encode()) for name, page in found]
        write(timed, text[:asked.pages])
        commands = {"trafilatura": trafilatura(peers), "dom_smoothie": dom_smoothie(peers)}
        result = json.loads(subprocess.run([SPEED, timed], stdout=subprocess.PIPE, check=True).stdout)
        result |= {"pages": min(asked.pages, len(found)), "slowest": os.path.basename(result["slowest"])}
        for name, command in commands.items():
            if command:
                ms = answers(command, timed)[1]
                result |= {f"{name}_ms": round(ms, 1), f"times_{name}": round(ms / result["extract_ms"], 2)}
        if asked.truth:
            write(raw, found)
            whole = os.path.join(scratch, "whole")
            write(whole, text)
            lines = {"newsint": newsint(raw)}
            lines |= {name: answers(command, whole)[0] for name, command in commands.items() if command}
            result["scores"] = {name: score(asked.truth, found) for name, found in lines.items()}
    print(json.dumps(result, indent=1))


main()
