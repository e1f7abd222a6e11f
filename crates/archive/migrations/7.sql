-- Keys of the last articles to arrive lie with the articles alone (`article.keys`), until there are so many of them that they are
-- added to `key` together, in its order: one by one each would change a page of its own.
CREATE TABLE keyed (
    upto INTEGER NOT NULL           -- the last article whose keys are in `key`
);
INSERT INTO keyed (upto) SELECT coalesce(max(n), 0) FROM article;

-- Where each relation is told: in the relations of a report, by what those have alike that are one.
CREATE TABLE relation (
    key     INTEGER NOT NULL,       -- a hash of kind, sides, value and status, as a signed number
    version INTEGER NOT NULL REFERENCES version (seq),
    place   INTEGER NOT NULL,       -- in the report's `relations`
    PRIMARY KEY (key, version, place)
) WITHOUT ROWID;
CREATE INDEX relation_version ON relation (version);

-- Each relation once, and how often it is told.
CREATE TABLE relation_sum (
    key      INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,         -- folded
    tellings INTEGER NOT NULL
);
CREATE INDEX relation_sum_tellings ON relation_sum (tellings);
CREATE INDEX relation_sum_kind ON relation_sum (kind, tellings);

-- Between whom it stands: each party by its code, its id and the words of its name.
CREATE TABLE relation_party (
    term TEXT NOT NULL,             -- as in event_party
    key  INTEGER NOT NULL,
    side INTEGER NOT NULL,          -- 0 subject, 1 object
    PRIMARY KEY (term, key, side)
) WITHOUT ROWID;
