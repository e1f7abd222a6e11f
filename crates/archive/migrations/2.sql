-- What a version of an article says by itself. A version may have none: it was added without annotating, or is in a language
-- that the annotator does not read.
CREATE TABLE report (
    version    INTEGER PRIMARY KEY REFERENCES version (seq),
    mark       TEXT NOT NULL,       -- of the program, the model and the user's tables that made it
    actors     TEXT NOT NULL,       -- JSON array: who is spoken of
    statements TEXT NOT NULL,       -- JSON array: who says what; speakers are places in `actors`
    events     TEXT NOT NULL        -- JSON array: what happens; parties are places in `actors`
);

-- Who a story speaks of: the actors of its articles' reports, the same ones joined.
CREATE TABLE actor (
    a        INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL REFERENCES story (s),
    key      TEXT NOT NULL,         -- the same in all stories: its id, else its folded name and code
    id       TEXT,
    kind     TEXT NOT NULL,         -- person, state, body or group
    name     TEXT NOT NULL,
    names    TEXT NOT NULL,         -- JSON array of the forms under which it is named
    code     TEXT,
    sectors  TEXT NOT NULL,         -- JSON array
    office   TEXT,
    articles INTEGER NOT NULL,
    mentions INTEGER NOT NULL
);
CREATE INDEX actor_story ON actor (story);
CREATE INDEX actor_key ON actor (key);

-- Under which folded names it can be found.
CREATE TABLE actor_name (
    name  TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES actor (a),
    PRIMARY KEY (name, actor)
) WITHOUT ROWID;
CREATE INDEX actor_name_actor ON actor_name (actor);

-- In which articles it appears.
CREATE TABLE appearance (
    actor   INTEGER NOT NULL REFERENCES actor (a),
    article INTEGER NOT NULL REFERENCES article (n),
    local   INTEGER NOT NULL,       -- its place in the `actors` of the article's report
    PRIMARY KEY (actor, article, local)
) WITHOUT ROWID;
