#!/usr/bin/env python3
"""Measures newsint on the evaluation data and fails below the floors of .ci/floors.json.

usage: floors.py [--only NAME] [--update]     (after `cargo build --release`)
The data is found in NEWSINT_SHARED or ../shared; without it nothing is measured. Each floor pins the SHA-256 of the
data it was measured on. --update raises floors to the measured figure less the slack; floors never fall.
"""
import gzip, hashlib, importlib.util, json, os, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("NEWSINT_SHARED", os.path.join(ROOT, "..", "shared"))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))
FLOORS = os.path.join(ROOT, ".ci", "floors.json")
SLACK = 0.002
LABELS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "MISC", "EVENT": "MISC",
          "PRODUCT": "MISC", "WEAPON": "MISC", "LAW": "MISC", "WORK": "MISC"}


def bench(*parts):
    return os.path.join(SHARED, "bench", *parts)


def module(path):
    spec = importlib.util.spec_from_file_location("scorer", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def run(arguments, lines):
    """Feeds JSON lines to a batch verb and returns its JSON lines."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    done = subprocess.run([NEWSINT, *arguments], input=text.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def scored(command):
    return subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, check=True).stdout.decode()


def extraction():
    """Figures of the article extractor: shingle F1 on NEWS, page F1, titles, dates."""
    folder = bench("extraction")
    truth = [json.loads(line) for line in gzip.open(os.path.join(folder, "truth.jsonl.gz"), "rt")]
    with tempfile.TemporaryDirectory() as scratch:
        lines = []
        for case in truth:
            page = os.path.join(scratch, case["id"] + ".html")
            with gzip.open(os.path.join(folder, "pages", case["id"] + ".html.gz")) as packed, open(page, "wb") as out:
                out.write(packed.read())
            lines.append({"id": case["id"], "path": page, "url": case.get("url") or ""})
        answers = run(["extract", "--jsonl"], lines)
        predictions = os.path.join(scratch, "pred.jsonl")
        with open(predictions, "w") as out:
            for a in answers:
                row = {"id": a["id"], "text": a.get("text", ""), "title": a.get("title"), "author": a.get("author"),
                       "date": a.get("published")}
                out.write(json.dumps(row) + "\n")
        return {"extraction." + key: value for key, value in
                flat(json.loads(scored([os.path.join(folder, "score.py"), folder, predictions, "--json"]))).items()}


def flat(value, prefix=""):
    if isinstance(value, dict):
        out = {}
        for key, inner in value.items():
            out.update(flat(inner, f"{prefix}{key}."))
        return out
    return {prefix[:-1]: value} if isinstance(value, (int, float)) else {}


MEASURES = ("rec-dimension", "rec-temperature", "duck-distance", "duck-volume", "duck-temperature", "duck-quantity")


def to_moneydates(mention, suite=""):
    """A mention as the scorer wants it. No suite marks ordinals; those of MEASURES mark measures alone, so other
    quantities are no answers to them."""
    kind = mention["kind"]
    base = {"start": mention["start"], "end": mention["end"]}
    if kind == "money":
        m = mention["money"]
        return base | {"kind": "money", "min": m["min"], "max": m["max"], "mod": m["mod"],
                       "currency": m["currency"] or (m["candidates"] or [None])[0]}
    if kind == "date":
        d = mention["date"]
        return base | {"kind": "timex", "type": d["type"], "value": d["value"], "mod": d["mod"],
                       "interval": [d["start"], d["end"]]}
    if kind == "quantity":
        q = mention["quantity"]
        if q["type"] == "ordinal" or q["type"] == "count" and suite.startswith(MEASURES):
            return None
        stated = None if q["mod"] == "range" else q["min"] if q["min"] is not None else q["max"]
        name = "percent" if q["type"] == "percent" else "quantity"
        return base | {"kind": name, "value": stated, "min": q["min"], "max": q["max"], "unit": q["unit"],
                       "mod": q["mod"]}
    return None


# Suites of requests to assistants, and how their conventions are asked for: dates lie ahead, a range is one mention,
# with its last day (Duckling) or up to it (Recognizers).
REQUESTS = {"": [], "duck-time": ["--prefer", "future"],
            "rec-datetime": ["--prefer", "future", "--ranges", "until"],
            # "a percentage" without a figure is an answer there.
            "rec-percent": ["--ranges", "until"]}


def request_suite(suite):
    return next((start for start in REQUESTS if start and suite.startswith(start)), "")


def moneydates():
    """Value and span F1 of money, dates and quantities, by suite."""
    folder = bench("moneydates")
    cases = []
    for name in sorted(os.listdir(os.path.join(folder, "cases"))):
        with open(os.path.join(folder, "cases", name), encoding="utf-8") as lines:
            cases += [json.loads(line) for line in lines]
    out, words, alarms = {}, 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        predictions, scores = os.path.join(scratch, "pred.jsonl"), os.path.join(scratch, "scores.json")
        with open(predictions, "w") as pred:
            for start, options in REQUESTS.items():
                some = [c for c in cases if request_suite(c["suite"]) == start]
                length = 19 if start else 10
                lines = [{"id": c["id"], "text": c["text"], "date": (c["ref"] or "")[:length] or None,
                          "language": c["lang"][:2]} for c in some]
                for case, answer in zip(some, run(["tag", "--jsonl", *options], lines)):
                    found = [to_moneydates(m, case["suite"]) for m in answer["mentions"]]
                    if not case["mentions"] and case["suite"] == "money-news":
                        words += len(case["text"].split())
                        alarms += sum(m["kind"] == "money" for m in found if m)
                    pred.write(json.dumps({"id": answer["id"], "mentions": [m for m in found if m]}) + "\n")
        scored([os.path.join(folder, "score.py"), "--gold", os.path.join(folder, "cases"), "--pred", predictions,
                "--json", scores])
        with open(scores) as found:
            out = flat(json.load(found))
    # False alarms: mentions of money in 1,000 words of news without any.
    out["money-free/money.per_1000_words"] = 1000 * alarms / words
    return {"moneydates." + key: value for key, value in out.items()}


def entities():
    """Strict span F1 of entities on the visible NER sets, tokens joined by spaces."""
    folder = bench("ner")
    scorer = module(os.path.join(folder, "score.py"))
    out = {}
    for name, language, nomisc in (("gmbf-dev", "en", False), ("wnut17-dev", "en", False),
                                   ("uner-en-ewt-dev", "en", True), ("re3d-train", "en", False),
                                   ("nerel-ru-dev", "ru", False)):
        gold = os.path.join(folder, "dev", name + ".conll")
        sentences = [[token for token, _ in sentence] for sentence in scorer.read(gold)]
        lines = [{"id": i, "text": " ".join(tokens), "language": language} for i, tokens in enumerate(sentences)]
        with tempfile.TemporaryDirectory() as scratch:
            predicted = os.path.join(scratch, "pred.conll")
            with open(predicted, "w", encoding="utf-8") as pred:
                for tokens, answer in zip(sentences, run(["tag", "--jsonl"], lines)):
                    for token, tag in zip(tokens, iob2(tokens, answer["mentions"])):
                        pred.write(f"{token}\t{tag}\n")
                    pred.write("\n")
            command = [os.path.join(folder, "score.py"), *(["--nomisc"] if nomisc else []), gold, predicted]
            text = scored(command)
            out["entities." + name] = first_f1(text)
    return out


def first_f1(text):
    """The F1 of the overall line of the NER scorer, as a fraction."""
    words = text.replace("=", " ").replace(":", " ").split()
    for word, after in zip(words, words[1:]):
        if word.upper() in ("F1", "F"):
            value = float(after.rstrip("%"))
            return value / 100 if value > 1 else value
    raise SystemExit("the NER scorer printed no F1: " + text[:200])


def iob2(tokens, mentions):
    tags, start, starts = ["O"] * len(tokens), 0, []
    for token in tokens:
        starts.append((start, start + len(token)))
        start += len(token) + 1
    for m in mentions:
        if m["kind"] != "entity":
            continue
        inside = [i for i, (a, b) in enumerate(starts) if a >= m["start"] and b <= m["end"]]
        for n, i in enumerate(inside):
            tags[i] = ("B-" if n == 0 else "I-") + LABELS[m["label"]]
    return tags


def quotes():
    """Spans and speakers of quotations."""
    gold = bench("briefing", "quotes_dev.jsonl")
    cases = [json.loads(line) for line in open(gold, encoding="utf-8")]
    answers = run(["tag", "--jsonl"], [{"id": c["id"], "text": c["text"], "language": "en"} for c in cases])
    with tempfile.TemporaryDirectory() as scratch:
        predictions = os.path.join(scratch, "pred.jsonl")
        with open(predictions, "w") as pred:
            for case, answer in zip(cases, answers):
                rows = []
                for m in answer["mentions"]:
                    if m["kind"] == "quote":
                        q = m["quote"]
                        row = {"start": m["start"], "end": m["end"], "type": q["type"],
                               "speaker_resolved": q["speaker"]}
                        if q.get("speaker_start") is not None:
                            row |= {"speaker_start": q["speaker_start"], "speaker_end": q["speaker_end"],
                                    "speaker": case["text"][q["speaker_start"]:q["speaker_end"]]}
                        rows.append(row)
                pred.write(json.dumps({"id": case["id"], "quotes": rows}) + "\n")
        results = module(bench("briefing", "score", "score_quotes.py")).run(gold, predictions)
    out = {}
    for key, value in results.items():
        out["quotes." + key] = value[-1] if isinstance(value, (tuple, list)) else value
    return out


def summaries():
    """ROUGE-1 and -2 of key sentences, by set; the scorer needs the package rouge-score."""
    scorer = module(bench("briefing", "score", "score_summ.py"))
    cases = []
    for name in ("summ_single_dev", "summ_multi_t17_dev", "summ_multi_opinosis_dev"):
        with open(bench("briefing", name + ".jsonl"), encoding="utf-8") as lines:
            cases += [json.loads(line) for line in lines]
    texts = {article["id"]: article["text"] for topic in topics() for article in articles(topic)}
    lines = [{"id": c["id"], "words": scorer.BUDGET[scorer.setof(c["id"])],
              "docs": [{"text": texts[d["ref"]] if "ref" in d else d["text"], "date": d.get("date")}
                       for d in c["docs"]]} for c in cases]
    scores = {}
    for case, answer in zip(cases, run(["brief", "--jsonl"], lines)):
        summary = " ".join(" ".join(line["text"].split()) for line in answer["key_sentences"])
        scores.setdefault(scorer.setof(case["id"]), []).append(
            scorer.score_one(case["id"], summary, case["reference"]))
    return {f"summaries.{name}.R{n + 1}": sum(row[n] for row in rows) / len(rows)
            for name, rows in scores.items() for n in (0, 1)}


def topics():
    return sorted(name.split(".")[0] for name in os.listdir(bench("briefing", "timeline")) if "gold" in name)


def articles(topic):
    with gzip.open(bench("briefing", "timeline", topic + ".articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def timelines():
    """Date F1 and aligned ROUGE of timelines; the number of dates and of sentences is given, as is usual."""
    scorer = module(bench("briefing", "score", "score_timeline.py"))
    lines, golds = [], []
    for topic in topics():
        with open(bench("briefing", "timeline", topic + ".gold.json"), encoding="utf-8") as data:
            gold = json.load(data)
        docs = [{"text": a["text"], "date": a["date"]} for a in articles(topic)]
        for line in gold["timelines"]:
            entries = [e for e in line["entries"] if gold["first"] <= e["date"] <= gold["last"]]
            dates = len({e["date"] for e in entries})
            sentences = sum(len(e["sentences"]) for e in entries)
            golds.append(entries)
            lines.append({"id": line["name"], "docs": docs, "dates": dates, "since": gold["first"],
                          "until": gold["last"], "per_date": max(1, round(sentences / dates))})
    rows = []
    for gold, answer in zip(golds, run(["timeline", "--jsonl"], lines)):
        found = {}
        for entry in answer["entries"]:
            found.setdefault(entry["date"], []).append(entry["text"])
        rows.append(scorer.score(gold, [{"date": d, "sentences": s} for d, s in found.items()]))
    return {"timelines." + key: sum(row[key] for row in rows) / len(rows)
            for key in ("dateF1", "alignR1", "alignR2")}


GIVEN = {"person": "PERSON", "organization": "ORG", "place": "GPE"}


def aliases():
    """Who is who within a document, for names whose places and types are given."""
    gold = bench("briefing", "alias_dev.jsonl")
    cases = [json.loads(line) for line in open(gold, encoding="utf-8")]
    lines = [{"id": c["id"], "text": c["text"], "language": "en",
              "mentions": [{"start": m["start"], "end": m["end"], "label": GIVEN[m["type"]]} for m in c["mentions"]]}
             for c in cases]
    with tempfile.TemporaryDirectory() as scratch:
        predictions = os.path.join(scratch, "pred.jsonl")
        with open(predictions, "w") as pred:
            for answer in run(["tag", "--jsonl"], lines):
                clusters = {}
                for number, m in enumerate(answer["mentions"]):
                    key = ((m.get("entity") or m["canonical"]).lower(), m["label"] == "NORP")
                    clusters.setdefault(key, []).append(number)
                pred.write(json.dumps({"id": answer["id"], "clusters": list(clusters.values())}) + "\n")
        found = module(bench("briefing", "score", "score_alias.py")).run(gold, predictions)
    return {"aliases.bcubed": found["bcubed"][-1], "aliases.pairs_diff_strings": found["pairs_diff_strings"][-1],
            "aliases.hard_pair_recall": found["hard_pair_recall"][0],
            "aliases.kept_apart": 1 - found["trap_false_merge"][0]}


def copies():
    """Pairs of near-duplicates; share of the natural pairs that are found."""
    folder = bench("briefing")
    out = {}
    with tempfile.TemporaryDirectory() as scratch:
        predictions = os.path.join(scratch, "pred.tsv")
        lines = [json.loads(line) for line in gzip.open(os.path.join(folder, "neardup_dev.jsonl.gz"), "rt")]
        with open(predictions, "w") as pred:
            for pair in run(["copies", "--jsonl"], [{"id": d["id"], "text": d["text"]} for d in lines]):
                pred.write(f"{pair['first']}\t{pair['second']}\n")
        scorer = module(os.path.join(folder, "score", "score_neardup.py"))
        found = scorer.run(os.path.join(folder, "neardup_dev.gold.json"), predictions)
        out = {"copies.F1": found["F1"], "copies.P": found["P"], "copies.R": found["R"]}
    articles = []
    for name in sorted(os.listdir(os.path.join(folder, "timeline"))):
        if name.endswith(".articles.jsonl.gz"):
            articles += [json.loads(line) for line in gzip.open(os.path.join(folder, "timeline", name), "rt")]
    pairs = {tuple(sorted((p["first"], p["second"])))
             for p in run(["copies", "--jsonl"], [{"id": d["id"], "text": d["text"]} for d in articles])}
    with open(os.path.join(folder, "neardup_natural_dev.json")) as natural:
        wanted = {tuple(sorted((p["a"], p["b"]))) for p in json.load(natural)}
    out["copies.natural_recall"] = len(wanted & pairs) / len(wanted)
    return out


def search():
    """nDCG@10 of one default setting on the sets with judgements."""
    if not os.path.exists(os.path.join(ROOT, "target", "release", "examples", "search_speed")):
        raise SystemExit("search: first cargo build --release --examples")
    found = json.loads(scored([os.path.join(ROOT, "benches", "search.py"), "--ranking"]))
    return {"search." + name: value for name, value in found.items()}


TOPICS = {"extraction": ("extraction", extraction), "moneydates": ("moneydates", moneydates),
          "entities": ("ner", entities), "quotes": ("briefing", quotes),
          "aliases": ("briefing", aliases), "copies": ("briefing", copies),
          "summaries": ("briefing", summaries), "timelines": ("briefing", timelines),
          "search": ("search", search)}
NEEDS = {"summaries": "rouge_score"}


def pinned(topic):
    """SHA-256 over the names and bytes of a topic's data."""
    digest = hashlib.sha256()
    for folder, folders, names in sorted(os.walk(bench(topic))):
        folders.sort()
        for name in sorted(names):
            if "__pycache__" in folder:
                continue
            path = os.path.join(folder, name)
            digest.update(os.path.relpath(path, bench(topic)).encode())
            with open(path, "rb") as data:
                digest.update(data.read())
    return digest.hexdigest()


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    with open(FLOORS) as kept:
        floors = json.load(kept)
    failed = False
    for name, (topic, measure) in TOPICS.items():
        if only and name != only:
            continue
        if not os.path.isdir(bench(topic)):
            print(f"{name}: skipped: no shared data")
            continue
        if name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None:
            print(f"{name}: skipped: the Python package {NEEDS[name]} is not there")
            continue
        entry = floors.setdefault(name, {"data": None, "floors": {}})
        digest = pinned(topic)
        if entry["data"] not in (None, digest):
            print(f"{name}: the data is not the data the floors were measured on; they are not compared")
        found = measure()
        for key in sorted(found):
            floor = entry["floors"].get(key)
            if only and floor is None:
                print(f"  {key} {found[key]:.4f}")
            if floor is None:
                continue
            holds = found[key] >= floor or entry["data"] != digest
            failed |= not holds
            print(f"{'ok  ' if holds else 'FAIL'} {key} {found[key]:.4f} (floor {floor:.4f})")
            if "--update" in sys.argv and found[key] - SLACK > floor:
                entry["floors"][key] = round(found[key] - SLACK, 4)
        entry["data"] = entry["data"] or digest
    if "--update" in sys.argv:
        with open(FLOORS, "w") as kept:
            json.dump(floors, kept, indent=1, sort_keys=True)
            kept.write("\n")
    sys.exit(1 if failed else 0)


main()
