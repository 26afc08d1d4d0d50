#!/usr/bin/env python3
"""Measures crawling against a local server: newsint beside wget and Scrapy, in rounds of one run.

usage: crawl.py [--rounds N] [--pages N] [--json] [--only newsint,wget,scrapy] [--scrapy-python PYTHON]
                (after `cargo build --release --locked`; NEWSINT names another binary)

The server is a process of its own with 8 hosts (ports of 127.0.0.1) of 200 pages each, all made beforehand: articles of
4 to 8 kB, linked as a tree with some links across, over connections that stay open. Each round runs, in turn and from an
empty folder:
  newsint    newsint crawl --delay 0 --capture-only: 8 sources, one connection a host, WARC
  newsint+   the same without --capture-only: documents, tags and search index too
  wget       8 processes, one a host: wget -r -l inf -q --delete-after --warc-file (WARC, robots.txt asked)
  scrapy     a CrawlSpider with a LinkExtractor, one request a host at a time, no delay, robots.txt asked, nothing stored
A leg counts only when the server has answered each of the 1,600 pages. Only ratios within one run carry over between
machines. The ceiling of the server itself is told first. Server and crawler share the processors.
"""
import argparse, asyncio, glob, gzip, json, multiprocessing, os, random, resource, shutil, signal, socket, sqlite3
import statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEWSINT = os.environ.get("NEWSINT", os.path.join(ROOT, "target", "release", "newsint"))
HOSTS, PAGES = 8, 200
LEGS = ("newsint", "newsint+", "wget", "scrapy")
LONGEST = 600  # Seconds after which a leg is stopped and counts as failed.

TOWNS = "Halden Morvik Castlebrook Ellery Aldan Westerholm Dunmere Orrin Tarnby Greywater Lindum Ashcombe".split()
DEEDS = "approves delays opens counts rejects plans funds sells closes questions starts reviews".split()
THINGS = "tram harbour library reservoir shelter clinic ferry bridge school inquiry market archive".split()
SENTENCES = [
    "Officials in {t} said the {x} would cost about {n} million dollars over the next four years.",
    "\"People here have waited long enough and deserve an answer,\" said the mayor of {t}.",
    "A report found that {n} per cent of households had asked for help with the {x}.",
    "Several members of the council voted against the plan and asked for an independent review.",
    "Work on the {x} could begin as early as {n} days from now if the weather allows.",
    "Neighbouring towns such as {t} have watched the dispute over the {x} with growing concern.",
    "Engineers examined {n} sites near {t} and found faults in more than half of them.",
    "The first figures were mentioned in a letter that was sent to the ministry last autumn.",
]


def path(number):
    if number == 0:
        return "/"
    town, deed, thing = TOWNS[number % 12], DEEDS[number // 12 % 12], THINGS[number // 7 % 12]
    return f"/2025/{number % 12 + 1:02}/{number % 28 + 1:02}/{town}-{deed}-{thing}-{number}".lower()


def page(host, number):
    """An article with links to its three children, its parent and two pages elsewhere in the tree."""
    dice = random.Random(host * PAGES + number)
    title = path(number).rsplit("/", 1)[1].replace("-", " ").capitalize() or "The Load Courier"
    fill = lambda line: line.format(t=dice.choice(TOWNS), x=dice.choice(THINGS), n=dice.randrange(3, 90))
    length, text = dice.randrange(2600, 6400), []
    while sum(map(len, text)) < length:
        text.append("<p>" + " ".join(fill(dice.choice(SENTENCES)) for _ in range(4)) + "</p>")
    near = [n for n in range(3 * number + 1, 3 * number + 4) if n < PAGES]
    links = near + [max(number - 1, 0) // 3] + [dice.randrange(PAGES) for _ in range(2)]
    items = "".join(f'<li><a href="{path(n)}">Story {n} of this paper, worth a look</a></li>' for n in links)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Load Courier</title>'
        f'<meta name="author" content="A. Writer"><meta property="article:published_time" content="2025-03-01">'
        f'</head><body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>{"".join(text)}</article>'
        f'<aside><h2>More</h2><ul>{items}</ul></aside><footer>Made to be measured</footer></body></html>'
    ).encode()


def message(status, kind, body):
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def answers(host):
    ready = {path(n).encode(): message("200 OK", "text/html; charset=utf-8", page(host, n)) for n in range(PAGES)}
    ready[b"/robots.txt"] = message("200 OK", "text/plain", b"User-agent: *\nDisallow: /private/\n")
    return ready


class Host(asyncio.Protocol):
    """One connection of one host. `seen` counts the answers by path."""
    missing = message("404 Not Found", "text/html", b"<h1>Not found</h1>")

    def __init__(self, ready, seen):
        self.ready, self.seen, self.left = ready, seen, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        *asks, self.left = (self.left + data).split(b"\r\n\r\n")
        out, close = [], False
        for ask in asks:
            method, target = ask.split(b" ", 2)[:2]
            self.seen[target] = self.seen.get(target, 0) + 1
            answer = self.ready.get(target, self.missing)
            out.append(answer.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n" if method == b"HEAD" else answer)
            close = close or b"connection: close" in ask.lower()
        self.transport.write(b"".join(out))
        if close:
            self.transport.close()


class Control(asyncio.Protocol):
    """Answers each line with what was served since the last one, and the processor time used."""

    def __init__(self, hosts):
        self.hosts = hosts

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        pages = sum(len(seen.keys() & ready.keys()) - (b"/robots.txt" in seen) for ready, seen in self.hosts)
        told = {
            "pages": pages,
            "requests": sum(sum(seen.values()) for _, seen in self.hosts),
            "robots": sum(seen.get(b"/robots.txt", 0) for _, seen in self.hosts),
            "cpu": time.process_time(),
        }
        for _, seen in self.hosts:
            seen.clear()
        self.transport.write(json.dumps(told).encode() + b"\n")


def serve(sockets):
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def main():
        loop = asyncio.get_running_loop()
        hosts = [(answers(n), {}) for n in range(HOSTS)]
        for listener, (ready, seen) in zip(sockets, hosts):
            await loop.create_server(lambda ready=ready, seen=seen: Host(ready, seen), sock=listener, backlog=256)
        await loop.create_server(lambda: Control(hosts), sock=sockets[HOSTS])
        await asyncio.Event().wait()

    asyncio.run(main())


class Server:
    def __init__(self):
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(HOSTS + 1)]
        ports = [s.getsockname()[1] for s in sockets]
        self.names = [f"127.0.0.1:{port}" for port in ports[:HOSTS]]
        self.process = multiprocessing.get_context("fork").Process(target=serve, args=(sockets,), daemon=True)
        self.process.start()
        for s in sockets:
            s.close()
        self.control = socket.create_connection(("127.0.0.1", ports[HOSTS]))
        self.lines = self.control.makefile()
        self.take()

    def take(self):
        self.control.sendall(b"take\n")
        return json.loads(self.lines.readline())


def ceiling(server, times=5):
    """Pages a second when each host is asked for one page after the other on one open connection: as measured, which
    the asking slows too, and as the processor time of the server alone would allow."""
    asks = [f"GET {path(n)} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for n in range(PAGES)]
    sizes = [[len(ready[path(n).encode()]) for n in range(PAGES)] for ready in map(answers, range(HOSTS))]
    hosts = [socket.create_connection(tuple(name.split(":"))) for name in server.names]
    before, started = server.take(), time.monotonic()
    for number in list(range(PAGES)) * times:
        for host in hosts:
            host.sendall(asks[number])
        for host, size in zip(hosts, sizes):
            left = size[number]
            while left:
                left -= len(host.recv(left))
    took, count = time.monotonic() - started, times * HOSTS * PAGES
    after = server.take()
    for host in hosts:
        host.close()
    return count / took, count / (after["cpu"] - before["cpu"])


SPIDER = '''
from urllib.parse import urlsplit
from scrapy import Request
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

HOSTS = {hosts!r}

def own_slot(request, response=None):
    # Hosts differ by their port, which Scrapy's slots do not see.
    host = urlsplit(request.url).netloc
    request.meta["download_slot"] = host
    return request if host in HOSTS else None

class Load(CrawlSpider):
    name = "load"
    rules = (Rule(LinkExtractor(), callback="read", follow=True, process_request=own_slot),)
    custom_settings = {{
        "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False, "RETRY_ENABLED": False,
    }}

    async def start(self):
        for request in self.start_requests():
            yield request

    def start_requests(self):
        for host in HOSTS:
            yield own_slot(Request(f"http://{{host}}/", dont_filter=False))

    def read(self, response):
        return {{"url": response.url, "bytes": len(response.body)}}
'''


def commands(leg, server, scratch, scrapy_python):
    """The processes of a leg."""
    if leg.startswith("newsint"):
        words = [NEWSINT, "--home", scratch, "crawl", "--delay", "0", "--depth", "50", "--max-pages", "100000"]
        words += ["--capture-only"] if leg == "newsint" else []
        for name in server.names:
            words += [f"http://{name}/", "--allow-host", name]
        return [words]
    if leg == "wget":
        plain = ["wget", "--no-config", "-r", "-l", "inf", "-q", "--delete-after", "-e", "robots=on", "--no-proxy"]
        return [
            plain + ["-P", os.path.join(scratch, f"h{n}"), f"--warc-file={scratch}/h{n}", f"http://{name}/"]
            for n, name in enumerate(server.names)
        ]
    spider = os.path.join(scratch, "spider.py")
    with open(spider, "w") as out:
        out.write(SPIDER.format(hosts=server.names))
    return [[scrapy_python, "-m", "scrapy", "runspider", spider]]


def run(words, scratch):
    """Runs the processes side by side: seconds, processor seconds, peak MB of them together, exit codes."""
    started, peak, codes = time.monotonic(), 0.0, []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(os.path.join(scratch, "words"), "wb") as err:
        processes = [
            subprocess.Popen(w, cwd=scratch, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err) for w in words
        ]
        signal.signal(signal.SIGALRM, lambda *_: [p.kill() for p in processes])
        signal.alarm(LONGEST)
        for process in processes:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            peak += usage.ru_maxrss / 1024
            codes.append(process.returncode)
        signal.alarm(0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, cpu, peak, codes


def warc_responses(scratch):
    """Page responses in every WARC file under the folder."""
    count = 0
    for name in glob.glob(os.path.join(scratch, "**", "*.warc.gz"), recursive=True):
        text = gzip.open(name).read()
        for head in text.split(b"WARC/1.")[1:]:
            head = head[:1500]
            count += b"WARC-Type: response" in head and b"robots.txt" not in head.split(b"\r\n\r\n", 1)[0]
    return count


def measure(leg, server, scrapy_python):
    scratch = tempfile.mkdtemp(prefix=f"crawl-{leg.strip('+')}-")
    try:
        words = commands(leg, server, scratch, scrapy_python)
        start = server.take()
        seconds, cpu, peak, codes = run(words, scratch)
        got = server.take()
        whole = got["pages"] == HOSTS * PAGES
        found = {
            "leg": leg, "seconds": round(seconds, 3), "pages": got["pages"], "requests": got["requests"],
            "pages_per_s": round(got["pages"] / seconds, 1), "cpu_s": round(cpu, 2), "peak_mb": round(peak, 1),
            "server_cpu_s": round(got["cpu"] - start["cpu"], 2), "exit": max(codes, key=abs), "whole": whole,
        }
        if leg != "scrapy":
            found["records"] = warc_responses(scratch)
            found["whole"] = whole = whole and found["records"] >= HOSTS * PAGES
        if leg == "newsint+":
            database = sqlite3.connect(os.path.join(scratch, "corpus", "corpus.db"))
            found["documents"] = database.execute("SELECT COUNT(*) FROM documents").fetchone()[0]
            database.close()
        if not whole:
            with open(os.path.join(scratch, "words"), errors="replace") as err:
                found["words"] = err.read()[-500:]
        return found
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def absent(leg, scrapy_python):
    """Why a leg cannot run; None when it can."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if leg.startswith("newsint"):
        if not os.path.exists(NEWSINT):
            return f"no binary {os.path.relpath(NEWSINT)}: cargo build --release --locked"
        return None if subprocess.run([NEWSINT, "crawl", "--help"], **quiet).returncode == 0 else "has no verb crawl"
    if leg == "wget":
        return None if shutil.which("wget") else "not installed"
    return None if subprocess.run([scrapy_python, "-c", "import scrapy"], **quiet).returncode == 0 else "not installed"


def main():
    global PAGES
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of all legs (3)")
    parser.add_argument("--pages", type=int, default=PAGES, help="pages of each host (200)")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--only", default="newsint,wget,scrapy", help="tools to run")
    parser.add_argument("--scrapy-python", default=sys.executable, help="a Python that can import scrapy")
    chosen = parser.parse_args()
    PAGES = chosen.pages
    tools = chosen.only.split(",")
    legs, missing = [], {}
    for leg in LEGS:
        if leg.strip("+") in tools:
            reason = absent(leg, chosen.scrapy_python)
            if reason:
                missing[leg] = reason
            else:
                legs.append(leg)
    say = (lambda *words: None) if chosen.json else print
    server = Server()
    top, alone = ceiling(server)
    say(f"{HOSTS} hosts of {PAGES} pages, {os.cpu_count()} processors; server ceiling {top:,.0f} pages/s as measured,"
        f" {alone:,.0f} by its processor time")
    for leg, reason in missing.items():
        say(f"{leg}: absent ({reason})")
    rounds = []
    for number in range(chosen.rounds):
        # Each round begins with another leg, so that none always has the warmest machine.
        turn = legs[number % max(len(legs), 1):] + legs[:number % max(len(legs), 1)]
        done = {leg: measure(leg, server, chosen.scrapy_python) for leg in turn}
        rounds.append(done)
        for leg in legs:
            found = done[leg]
            note = "" if found["whole"] else f"  NOT WHOLE: exit {found['exit']} {found['words'].strip()}"
            say(f"round {number + 1}  {leg:9}{found['pages_per_s']:9,.1f} pages/s {found['seconds']:8.2f} s"
                f" {found['cpu_s']:7.2f} s cpu {found['peak_mb']:7.1f} MB {found['pages']:6,} pages"
                + (f" {found['documents']:,} documents" if "documents" in found else "") + note)
    rate = lambda leg, done: done[leg]["pages_per_s"] if leg in done and done[leg]["whole"] else None
    ratios = {}
    for mine, theirs in (("newsint", "wget"), ("newsint", "scrapy"), ("newsint+", "wget"), ("newsint+", "scrapy"),
                         ("wget", "scrapy")):
        pairs = [(rate(mine, done), rate(theirs, done)) for done in rounds]
        found = [round(a / b, 2) for a, b in pairs if a and b]
        if found:
            ratios[f"{mine}/{theirs}"] = {"rounds": found, "median": statistics.median(found)}
    for name, ratio in ratios.items():
        say(f"{name:16} {'  '.join(f'{r:6.2f}' for r in ratio['rounds'])}   median {ratio['median']:.2f}")
    whole = all(found["whole"] for done in rounds for found in done.values())
    if chosen.json:
        print(json.dumps({"schema": "newsint.bench.crawl/1", "hosts": HOSTS, "pages": HOSTS * PAGES,
                          "server_pages_per_s": round(top),
                          "server_pages_per_cpu_s": round(alone), "absent": missing, "rounds": rounds, "ratios": ratios,
                          "whole": whole}))
    server.process.terminate()
    sys.exit(0 if whole and legs else 1)


if __name__ == "__main__":
    main()
