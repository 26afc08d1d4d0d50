#!/usr/bin/env python3
"""Speed of tagging beside chrono-node (dates only), CPU time over the same texts.

usage: dates.py TEXTS.jsonl [ROUNDS] [--node DIR]
  TEXTS.jsonl  one JSON object a line with `text`
  ROUNDS       how often each text is read (20)
  --node DIR   where chrono-node is installed (a temporary folder, from npm, otherwise)
Start-up is measured on one short text and taken off. newsint tags money, dates and quantities in one pass and
writes JSON; chrono-node finds dates only. Prints one JSON object: milliseconds of CPU, and how many times faster newsint is.
"""
import argparse, json, os, resource, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))
CHRONO = """
const chrono = require('chrono-node');
const lines = require('fs').readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean).map(l => JSON.parse(l).text);
const rounds = Number(process.argv[3]), when = new Date('2022-11-28T12:00:00Z');
let found = 0;
for (const t of lines.slice(0, 5)) chrono.parse(t, when);
const start = process.cpuUsage();
for (let i = 0; i < rounds; i++) for (const t of lines) found += chrono.parse(t, when).length;
const used = process.cpuUsage(start);
console.log(JSON.stringify({ms: (used.user + used.system) / 1000, found}));
"""


def cpu(command, data):
    """Milliseconds of CPU of a command that reads `data`, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), out


def newsint(texts, rounds):
    line = lambda text: json.dumps({"id": 1, "text": text, "date": "2022-11-28", "language": "en"}) + "\n"
    data = "".join(line(t) for t in texts).encode() * rounds
    command = [NEWSINT, "tag", "--jsonl", "--kinds", "money,date,quantity"]
    start = min(cpu(command, line("On Tuesday.").encode())[0] for _ in range(3))
    used, out = cpu(command, data)
    found = sum(len(json.loads(row)["mentions"]) for row in out.splitlines())
    return {"ms": used - start, "start_ms": start, "found": found}


def chrono(path, rounds, folder):
    if not os.path.isdir(os.path.join(folder, "node_modules", "chrono-node")):
        done = subprocess.run(["npm", "install", "--prefix", folder, "chrono-node@2"], stdout=subprocess.DEVNULL)
        if done.returncode:
            print("chrono-node cannot be had: left out", file=sys.stderr)
            return None
    script = os.path.join(folder, "chrono.js")
    with open(script, "w") as out:
        out.write(CHRONO)
    return json.loads(subprocess.run(["node", script, path, str(rounds)], stdout=subprocess.PIPE, check=True).stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("texts")
    options.add_argument("rounds", nargs="?", type=int, default=20)
    options.add_argument("--node")
    given = options.parse_args()
    texts = [json.loads(line)["text"] for line in open(given.texts, encoding="utf-8")]
    with tempfile.TemporaryDirectory() as scratch:
        ours = newsint(texts, given.rounds)
        theirs = chrono(os.path.abspath(given.texts), given.rounds, os.path.abspath(given.node or scratch))
    result = {"characters": sum(map(len, texts)) * given.rounds, "newsint": ours, "chrono_node": theirs}
    if theirs:
        result["times_faster"] = round(theirs["ms"] / ours["ms"], 2)
    print(json.dumps(result, indent=1))


main()
