-- Which pages hold a sampled run of words. Page 0: it is furniture of the host. Pages of one part come near each
-- other in time, so that new rows stand close together however large the corpus is.
CREATE TABLE samples (
  part INTEGER NOT NULL,             -- page / 32768
  key  INTEGER NOT NULL,             -- hash of the run
  host INTEGER NOT NULL,             -- hash of the host; 0 for what is no web address
  page INTEGER NOT NULL,
  PRIMARY KEY (part, key, host, page)
) WITHOUT ROWID;
