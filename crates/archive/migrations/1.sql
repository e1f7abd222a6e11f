-- What was read: every version of every article, in order of arrival.
CREATE TABLE version (
    seq       INTEGER PRIMARY KEY,  -- order of arrival
    article   TEXT NOT NULL,        -- the article's id
    number    INTEGER NOT NULL,     -- 1 for the first text under the id
    hash      BLOB NOT NULL,        -- of all fields below: the same content is the same version
    url       TEXT,
    outlet    TEXT,
    title     TEXT,
    byline    TEXT,
    dateline  TEXT,
    credits   TEXT NOT NULL,        -- JSON array of names
    published TEXT,
    language  TEXT,
    text      TEXT NOT NULL,
    removed   TEXT NOT NULL,        -- JSON array of {"start", "end", "why"}
    found     TEXT NOT NULL,        -- JSON object: field, where it was found
    UNIQUE (article, number),
    UNIQUE (article, hash)
);

-- Each article once, and which of its versions is used.
CREATE TABLE article (
    n       INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    current INTEGER NOT NULL REFERENCES version (seq),
    bytes   INTEGER NOT NULL,       -- of its text
    keys    BLOB NOT NULL,          -- of its current version: for each, the kind (one byte) and the key (eight)
    place   INTEGER NOT NULL,       -- a hash of its id: where it stands in the rows of reprints
    cell    INTEGER                 -- the least n of the articles that it is told together with
);
CREATE INDEX article_cell ON article (cell);
CREATE INDEX article_current ON article (current);

-- What makes two articles candidates for one lineage or one story.
CREATE TABLE key (
    kind    INTEGER NOT NULL,       -- 0 a passage (signature), 1 a matter (profile)
    key     INTEGER NOT NULL,       -- the 64 bits of the key, as a signed number
    article INTEGER NOT NULL REFERENCES article (n),
    PRIMARY KEY (kind, key, article)
) WITHOUT ROWID;

-- Rows of articles with one wording, each linked to the nearest few.
CREATE TABLE reprint (
    kind    INTEGER NOT NULL,       -- 2 a whole text, 3 a sample of its wording
    key     INTEGER NOT NULL,       -- the 64 bits of the key, as a signed number
    place   INTEGER NOT NULL,       -- of the article
    article INTEGER NOT NULL REFERENCES article (n),
    PRIMARY KEY (kind, key, place)
) WITHOUT ROWID;

-- What was told of them.
CREATE TABLE lineage (
    article  INTEGER PRIMARY KEY REFERENCES article (n),
    kind     TEXT NOT NULL,
    of       TEXT,                  -- the id of its nearest source
    score    REAL NOT NULL,
    repairs  TEXT NOT NULL,         -- JSON array of {"start", "end", "text", "reads"}
    passages TEXT NOT NULL          -- JSON array of {"here", "there", "similarity"}
);
CREATE TABLE story (
    s     INTEGER PRIMARY KEY,
    id    TEXT NOT NULL,            -- a short hash: not unique by law, or one chance in millions would stop an ingest
    title TEXT NOT NULL,
    start TEXT,                     -- ISO day of its first article
    "end" TEXT                      -- and of its last
);
CREATE INDEX story_id ON story (id);
CREATE INDEX story_start ON story (start);
CREATE TABLE member (
    article INTEGER PRIMARY KEY REFERENCES article (n),
    story   INTEGER NOT NULL REFERENCES story (s),
    place   INTEGER NOT NULL        -- its place within the story, from 0
);
CREATE INDEX member_story ON member (story);

-- Words, for `search`; the texts themselves lie in version.
CREATE VIRTUAL TABLE word USING fts5 (
    title, text,
    content = 'version', content_rowid = 'seq',
    tokenize = 'unicode61 remove_diacritics 2'
);
