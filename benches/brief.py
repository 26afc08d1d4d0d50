#!/usr/bin/env python3
"""Speed of choosing key sentences, in one run: newsint beside LexRank of sumy 0.13 (PyPI: sumy, numpy).

usage: brief.py FILE.jsonl… [--sets N]
  FILE.jsonl  lines {"id", "docs": [{"text", "date"?}]}; the first N (40) sets of each file are summarised
Seconds of one thread are compared. newsint splits tagged documents, weighs and chooses (`cargo build --release --example brief_speed`);
sumy is given sentences that are split and tokenised already, and only ranks. Prints one JSON object. Ratios count, times depend on the machine.
"""
import argparse, json, os, re, subprocess, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEED = os.environ.get("BRIEF_SPEED", os.path.join(ROOT, "target", "release", "examples", "brief_speed"))
SENTENCES_MAX = 70


def newsint(sets):
    text = "".join(json.dumps({"docs": docs}) + "\n" for docs in sets)
    return float(subprocess.run([SPEED], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout)


def sumy(sets):
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer

    class Words:
        def to_words(self, text):
            return tuple(re.findall(r"\w+", text))

    ranker, split, total = LexRankSummarizer(), re.compile(r"(?<=[.!?])\s+|\n+"), 0.0
    for docs in sets:
        texts = [s for d in docs for s in split.split(d["text"]) if s.strip()][:SENTENCES_MAX]
        sentences = [Sentence(text, Words()) for text in texts]
        for sentence in sentences:
            sentence.words
        document = ObjectDocumentModel([Paragraph(sentences)])
        start = time.process_time()
        ranker(document, 3)
        total += time.process_time() - start
    return total


def main():
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--sets", type=int, default=40)
    given = arguments.parse_args()
    sets = []
    for name in given.files:
        with open(name, encoding="utf-8") as lines:
            rows = [json.loads(line) for line, _ in zip(lines, range(given.sets))]
        sets += [[{key: d.get(key) for key in ("text", "date")} for d in row["docs"]] for row in rows]
    ours, theirs = newsint(sets), sumy(sets)
    print(json.dumps({"sets": len(sets), "newsint_s": round(ours, 4), "sumy_lexrank_s": round(theirs, 3),
                      "ratio": round(theirs / ours, 1)}))


main()
