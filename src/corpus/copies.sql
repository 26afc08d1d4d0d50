-- Copies of one text. A page is the first version of an address: its number stands for all versions.

-- Pairs of which one is, for a good part, in the other; both ways.
CREATE TABLE pairs (
  page       INTEGER NOT NULL REFERENCES documents (sequence),
  other      INTEGER NOT NULL REFERENCES documents (sequence),
  shared     INTEGER NOT NULL,       -- runs of words in both
  runs       INTEGER NOT NULL,       -- runs of words of the page
  other_runs INTEGER NOT NULL,
  story      INTEGER NOT NULL,       -- 1 if they tell one story
  PRIMARY KEY (page, other)
) WITHOUT ROWID;

-- The pages that are copies of one text: the story is the first of them.
CREATE TABLE copies (
  page  INTEGER PRIMARY KEY REFERENCES documents (sequence),
  story INTEGER NOT NULL
);
CREATE INDEX copies_story ON copies (story);

-- The story of every document.
CREATE VIEW stories AS
  SELECT d.sequence AS document, p.sequence AS page, coalesce(c.story, p.sequence) AS story
  FROM documents d JOIN documents p ON p.url = d.url AND p.version = 1
  LEFT JOIN copies c ON c.page = p.sequence;
