-- The corpus: what was captured, what it says and what that mentions. Offsets are Unicode code points into
-- documents.text, end exclusive, so that substr(text, start + 1, end - start) gives the words.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One row a capture: where its bytes are, and what became of it.
CREATE TABLE captures (
  sequence   INTEGER PRIMARY KEY,
  sha256     TEXT NOT NULL,          -- of the payload, lower-case hex
  url        TEXT NOT NULL,
  fetched_at TEXT NOT NULL,          -- RFC 3339, UTC
  kind       TEXT NOT NULL,          -- media type it is read as
  warc       TEXT NOT NULL,          -- file in captures/
  offset     INTEGER NOT NULL,
  length     INTEGER NOT NULL,
  outcome    TEXT NOT NULL,          -- added, new version, same text, same bytes, unchanged, no text, kept, pending
  reason     TEXT,
  document   INTEGER,                -- the document it gave or repeated
  role       TEXT                    -- of a crawled page: page, listing, feed, sitemap, robots
);
CREATE INDEX captures_identity ON captures (sha256, url);
CREATE INDEX captures_pending ON captures (sequence) WHERE outcome = 'pending';

-- One row a version of a document.
CREATE TABLE documents (
  sequence  INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  capture   INTEGER NOT NULL REFERENCES captures (sequence),
  url       TEXT NOT NULL,
  version   INTEGER NOT NULL,
  title     TEXT NOT NULL,
  author    TEXT NOT NULL,           -- JSON array of names
  site      TEXT,
  published TEXT,                    -- date or RFC 3339
  modified  TEXT,
  language  TEXT,
  text      TEXT NOT NULL,
  blocks    TEXT NOT NULL,           -- JSON array of [start, end, kind], bytes
  flags     TEXT NOT NULL,           -- JSON array
  fingerprint INTEGER                -- first 8 bytes of the SHA-256 of the text: finds the same text under another URL
);
CREATE UNIQUE INDEX documents_version ON documents (url, version);
CREATE INDEX documents_fingerprint ON documents (fingerprint);

-- One row a tag. `value` is the whole tag; the other columns are for filtering and sorting.
CREATE TABLE mentions (
  document  INTEGER NOT NULL REFERENCES documents (sequence),
  number    INTEGER NOT NULL,
  kind      TEXT NOT NULL,           -- entity, money, date, quantity, quote, indicator
  start     INTEGER NOT NULL,
  end       INTEGER NOT NULL,
  label     TEXT,                    -- entity label, date, quantity, quote or indicator type
  canonical TEXT,                    -- name, TIMEX3 value, currency, unit, speaker, indicator
  entity    TEXT,                    -- stable id of the entity
  low       REAL,                    -- bounds of an amount or quantity
  high      REAL,
  modifier  TEXT,
  first_day TEXT,                    -- resolved interval of a date, half-open
  last_day  TEXT,
  value     TEXT NOT NULL,           -- JSON
  PRIMARY KEY (document, number)
) WITHOUT ROWID;

-- The words of each tag beside it, for those who read the corpus with SQL.
CREATE VIEW mention_words AS
  SELECT m.*, substr(d.text, m.start + 1, m.end - m.start) AS words, d.id AS document_id, d.url, d.published
  FROM mentions m JOIN documents d ON d.sequence = m.document;
