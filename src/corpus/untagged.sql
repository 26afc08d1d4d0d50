-- Documents stored without looking for tags; made when there is a first one.
CREATE TABLE IF NOT EXISTS untagged (
  document INTEGER PRIMARY KEY REFERENCES documents (sequence)
);
