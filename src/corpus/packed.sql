-- All mentions of a document as one value, for programs that read whole corpora; `mentions` holds the same in rows.
CREATE TABLE IF NOT EXISTS packed_mentions (
  document INTEGER PRIMARY KEY REFERENCES documents (sequence),
  mentions BLOB NOT NULL             -- its layout stands in packed.rs
);
