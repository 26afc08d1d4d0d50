#!/usr/bin/env python3
"""Speed of extraction, one thread, text in memory: beside the html5ever parse alone and, where it can be imported,
beside trafilatura, in one run.

usage: extract.py FOLDER [PAGES]     FOLDER holds .html or .html.gz pages; the first PAGES (300) by name are taken
Prints one JSON object. Ratios count, times depend on the machine.
"""
import gzip, json, os, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("EXTRACT_SPEED", os.path.join(ROOT, "target", "release", "examples", "extract_speed"))


def pages(folder, most):
    for name in sorted(n for n in os.listdir(folder) if n.endswith((".html", ".html.gz")))[:most]:
        path = os.path.join(folder, name)
        with (gzip.open(path) if name.endswith(".gz") else open(path, "rb")) as page:
            yield name.removesuffix(".gz"), page.read().decode("utf-8", "replace")


def trafilatura_ms(texts):
    """Time of trafilatura with metadata, its slowest page left out; None if it is not installed."""
    try:
        import trafilatura
    except ImportError:
        return None
    times = []
    for text in texts:
        start = time.perf_counter()
        trafilatura.bare_extraction(text, with_metadata=True)
        times.append((time.perf_counter() - start) * 1000)
    return sum(times) - max(times)


def main():
    found = list(pages(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300))
    if not os.path.exists(PROGRAM):
        sys.exit("first: cargo build --release --example extract_speed")
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in found:
            with open(os.path.join(scratch, name), "w", encoding="utf-8") as out:
                out.write(text)
        done = subprocess.run([PROGRAM, scratch], stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout) | {"pages": len(found)}
    result["slowest"] = os.path.basename(result["slowest"])
    other = trafilatura_ms([text for _, text in found])
    if other is not None:
        result |= {"trafilatura_ms": round(other, 1), "times_trafilatura": round(other / result["extract_ms"], 2)}
    print(json.dumps(result))


main()
