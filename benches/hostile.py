#!/usr/bin/env python3
"""Queries meant to take long: each must answer or refuse within a second, in bounded memory.

usage: hostile.py [--home DIR] [--seconds S]
  --home DIR   a working folder with a corpus; without it one is made of the news of the evaluation data
  --seconds S  exit 1 if a query takes longer, or needs more than 400 MB (1.0)
Needs `cargo build --release`, and without --home the evaluation data in NEWSINT_SHARED or ../shared. Prints the slowest.
"""
import argparse, os, subprocess, sys, tempfile, time

import search

MEGABYTES_MAX = 400
QUERIES = {
    "10 kB of (": "(" * 10_000,
    "10 kB of ()": "()" * 5_000,
    "deep parentheses": "(" * 31 + "a" + ")" * 31,
    "*": "*",
    "**": "**",
    "?": "? ?? ???",
    "* NEAR *": "* NEAR/50 *",
    "*a*": "*a*",
    "8 wild cards": " OR ".join(f"*{c}*" for c in "abcdefgh"),
    "9 wild cards": " OR ".join(f"*{c}*" for c in "abcdefghi"),
    "1,000 wild cards": " OR ".join(f"*{n}*" for n in range(1_000)),
    "1,000 words": " OR ".join(f"w{n}" for n in range(1_000)),
    "1,000 common words": " OR ".join(["the"] * 1_000),
    "near, three letters": "*a* NEAR/50 *e* NEAR/50 *i*",
    "near, eight letters": " NEAR/100 ".join(f"*{c}*" for c in "aeiourst"),
    "near, sixteen letters": " NEAR/100 ".join(f"*{c}*" for c in "aeiourstnldhcmpg"),
    "near of alternatives": "(*a* OR *e* OR *i* OR *o*) NEAR/100 (*t* OR *n* OR *s* OR *r*)",
    "near, common words": " NEAR/100 ".join(["the", "of", "and", "to", "in", "a", "is", "for", "on", "that", "by"]),
    "near, one word": " NEAR/100 ".join(["the"] * 30),
    "near too far": "a NEAR/1000000 b",
    "near of near": "((the NEAR/100 of) NEAR/100 (and NEAR/100 to)) NEAR/100 ((in NEAR/100 a) NEAR/100 (is NEAR/100 for))",
    "sentence": "*a* SENTENCE *b*",
    "sentences": " SENTENCE ".join(f"*{c}*" for c in "aeiourst"),
    "paragraphs": " PARAGRAPH ".join(f"*{c}*" for c in "aeiourst"),
    "tags": "<person> NEAR/100 <date> NEAR/100 <org> NEAR/100 <place> NEAR/100 <money> NEAR/100 *a*",
    "tags by wild card": "person:*a* NEAR/100 org:*e* NEAR/100 place:*i*",
    "names by wild card": "entity:*a*e*i*",
    "any amount": "<money>=0> NEAR/100 <quantity>=0> NEAR/100 <date>",
    "amounts": "money:-1e300..1e300",
    "amount of nothing": "money:..",
    "mentions": "mentions:0001..9999 <date> SENTENCE <date>",
    "expression": "/(a*)*b/",
    "large expression": "/(((.{0,100}){0,100}){0,100}){0,100}/",
    "any expression": "/.*.*.*.*.*.*.*.*.*.*/ NEAR/100 /.*/",
    "fuzzy": "a~2 ab~2 abc~2",
    "fuzzy near": "ab~2 NEAR/100 cd~2 NEAR/100 ef~2",
    "10 kB phrase": '"' + "a " * 5_000 + '"',
    "1,000 word phrase": '"' + "the " * 1_000 + '"',
    "phrase of wild cards": '"' + " ".join(f"*{c}*" for c in "aeiourst") + '"',
    "loose phrase": '"' + " ".join(["the", "of", "and", "to", "in"] * 20) + '"~100',
    "loose phrase, wild": '"*a* *e* *i* *o* *t* *n*"~100',
    "deep NOT": "NOT " * 2_000 + "a",
    "NOT ( … )": "NOT (" * 31 + "a" + ")" * 31,
    "1,000 minus": " ".join(f"-w{n}" for n in range(1_000)),
    "boosts": " ".join(f"a^{n}" for n in range(1, 1_000)),
    "10 kB word": "a" * 10_000,
    "10 kB of stars": "*a" * 5_000,
    "stars": "*a*" * 300,
    "longer than 10 kB": "a" * 11_000,
    "10 kB of combining marks": "e" + "\u0301" * 4_900,
    "10 kB of Han": "导弹" * 1_600,
    "10 kB of Hangul": "미사일을" * 800,
    "quotes": '"' * 9_999,
    "colons": "a:" * 5_000,
    "site": "site:*a*e*i*o* url:*a*e*i*o*",
}


def measured(command):
    """Exit status, seconds, megabytes and the first line of what it says."""
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        said = process.stdout.read().decode("utf-8", "replace").split("\n")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    told = next((line for line in said if line.startswith("error:")), said[0])
    return process.returncode, time.monotonic() - started, usage.ru_maxrss / 1024, told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home")
    parser.add_argument("--seconds", type=float, default=1.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = asked.home
        if home is None:
            home, documents = os.path.join(scratch, "home"), os.path.join(scratch, "documents.jsonl")
            search.write(documents, search.news())
            search.added(home, documents)
        rows = [(name, *measured([search.NEWSINT, "--home", home, "search", "--", query]))
                for name, query in QUERIES.items()]
    rows.sort(key=lambda row: -row[2])
    bad = [row for row in rows if row[1] not in (0, 1, 2) or row[2] > asked.seconds or row[3] > MEGABYTES_MAX]
    for name, status, seconds, megabytes, told in rows:
        print(f"{seconds:6.2f} s {megabytes:5.0f} MB  exit {status}  {name}: {told[:90]}")
    print(f"{len(rows)} queries, slowest {rows[0][2]:.2f} s, most memory {max(row[3] for row in rows):.0f} MB, {len(bad)} too much")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
