-- From layout 1 to 2: captures know their role in a crawl, the same bytes may be captured again, documents are found
-- by their text.
ALTER TABLE captures ADD COLUMN role TEXT;
DROP INDEX captures_identity;
CREATE INDEX captures_identity ON captures (sha256, url);
CREATE INDEX captures_pending ON captures (sequence) WHERE outcome = 'pending';
ALTER TABLE documents ADD COLUMN fingerprint INTEGER;
CREATE INDEX documents_fingerprint ON documents (fingerprint);
