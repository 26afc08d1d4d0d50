-- The frontier: what the crawler knows of addresses and hosts. Times are milliseconds since 1970, UTC.

-- One row a source the user named, with what it was asked with.
CREATE TABLE sources (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL,            -- as resolved: page, section, site, feed, sitemap, list
  settings TEXT NOT NULL,            -- JSON
  round    INTEGER NOT NULL,         -- counts from 1
  finished INTEGER NOT NULL          -- 1: nothing was left to do in this round
);

-- One row an address, by its key.
CREATE TABLE urls (
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,   -- equal for the spellings of one address
  url        TEXT NOT NULL,          -- as it is asked for
  host       TEXT NOT NULL,
  source     INTEGER NOT NULL REFERENCES sources (id),
  role       TEXT NOT NULL,          -- page, listing, feed, sitemap
  depth      INTEGER NOT NULL,       -- links from the seed
  hops       INTEGER NOT NULL,       -- redirects that led here
  via        INTEGER,                -- the address it was found on
  state      TEXT NOT NULL,          -- queued, fetching, done, excluded, failed
  priority   INTEGER NOT NULL,       -- smaller first
  due_at     INTEGER NOT NULL,       -- not asked for before
  tries      INTEGER NOT NULL DEFAULT 0,
  round      INTEGER NOT NULL,       -- in which it was last queued
  interval   INTEGER NOT NULL DEFAULT 0, -- seconds between visits, as learned
  outcome    TEXT,                   -- of the last decision
  reason     TEXT,
  status     INTEGER,
  etag       TEXT,
  modified   TEXT,
  sha256     TEXT,                   -- of the last payload
  fetched_at TEXT,
  hint       TEXT                    -- date that a feed or sitemap gives for it
);
CREATE INDEX urls_queue ON urls (host, priority, id) WHERE state = 'queued';
CREATE INDEX urls_due ON urls (host, due_at) WHERE state = 'queued';

-- One row an answer, or a try that got none.
CREATE TABLE visits (
  id      INTEGER PRIMARY KEY,
  url     INTEGER,                   -- row of urls; none for robots.txt
  address TEXT NOT NULL,             -- as asked for
  host    TEXT NOT NULL,
  at      TEXT NOT NULL,             -- RFC 3339, UTC
  outcome TEXT NOT NULL,
  status  INTEGER,
  reason  TEXT,
  millis  INTEGER NOT NULL,
  bytes   INTEGER NOT NULL,
  capture INTEGER                    -- row of captures
);
CREATE INDEX visits_url ON visits (url);
CREATE INDEX visits_host ON visits (host);
CREATE INDEX visits_capture ON visits (capture);

-- One row a host that was asked for something: its robots.txt and its pace.
CREATE TABLE hosts (
  host      TEXT PRIMARY KEY,
  robots    TEXT NOT NULL,           -- rules, none (all allowed), unreachable (nothing allowed)
  body      BLOB,                    -- of robots.txt
  robots_at INTEGER NOT NULL,
  reason    TEXT
) WITHOUT ROWID;
