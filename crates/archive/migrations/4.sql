-- What happened: the events of all articles' reports fused, once each. Fusing takes more of a report than was kept: reports made before
-- lose their mark, so that they are made anew when their articles come again.
ALTER TABLE report ADD COLUMN account BLOB;       -- what fusing needs of it, but for the actors (`attache_fusion::Account::to_bytes`)
UPDATE report SET mark = '';

-- What finding the neighbours of a story takes: those whose events are fused together with its own.
CREATE TABLE sketch (
    story  INTEGER PRIMARY KEY REFERENCES story (s),
    hood   INTEGER,               -- the least s of the stories that its events are fused together with
    day    INTEGER,               -- of its first report, in days from 1970-01-01
    place  INTEGER NOT NULL,      -- a hash of its articles' ids: an order that follows from nothing else
    weight INTEGER NOT NULL       -- its annotated articles, long ones counted several times
);
CREATE INDEX sketch_hood ON sketch (hood);
CREATE TABLE story_key (
    key       INTEGER NOT NULL,   -- a hash of an event's type and parties, as a signed number
    day       INTEGER,            -- of the event, in days from 1970-01-01
    published INTEGER,            -- of its article, likewise
    place     INTEGER NOT NULL,   -- of the story
    story     INTEGER NOT NULL REFERENCES story (s)
);
CREATE INDEX story_key_key ON story_key (key, day, published, place, story);
CREATE INDEX story_key_story ON story_key (story);

CREATE TABLE event (
    e        INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,       -- a hash of its first mention
    story    INTEGER NOT NULL REFERENCES story (s), -- the one that has most of its mentions
    type     TEXT NOT NULL,       -- of the act, by PLOVER
    plover   TEXT NOT NULL,       -- under which PLOVER counts it: announced cooperation is AGREE
    quad     INTEGER NOT NULL,    -- 1 to 4
    scale    REAL NOT NULL,       -- from -10 to 10
    modality TEXT NOT NULL,
    day      TEXT,                -- ISO day on which it begins; of an undated one the day of its first report
    last     TEXT,                -- and on which it ends
    dated    INTEGER NOT NULL,    -- whether `day` is told
    country  TEXT,                -- alpha-3 of its place
    place    TEXT,                -- folded name of its place
    reports  INTEGER NOT NULL,    -- articles that tell it
    sources  INTEGER NOT NULL,    -- independent ones
    record   TEXT NOT NULL,       -- JSON: the event as it is printed
    why      TEXT NOT NULL,       -- JSON: what it was fused from, and why
    whole    TEXT                 -- id of the event that it is part of
);
CREATE INDEX event_id ON event (id);
CREATE INDEX event_story ON event (story);
CREATE INDEX event_day ON event (day);
CREATE INDEX event_whole ON event (whole) WHERE whole IS NOT NULL;
CREATE INDEX event_type ON event (type, day);
CREATE INDEX event_plover ON event (plover, day);
CREATE INDEX event_quad ON event (quad, day);
CREATE INDEX event_country ON event (country, day);
CREATE INDEX event_place ON event (place, day);

-- Modes of each event.
CREATE TABLE event_mode (
    mode  TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES event (e),
    PRIMARY KEY (mode, event)
) WITHOUT ROWID;
CREATE INDEX event_mode_event ON event_mode (event);

-- Who takes part: each party by its code, its id and the words of its name.
CREATE TABLE event_party (
    term  TEXT NOT NULL,          -- `USA`, `state:USA`, `harbour`: codes in capitals, words of names folded
    side  TEXT NOT NULL,          -- actor or recipient
    event INTEGER NOT NULL REFERENCES event (e),
    party INTEGER NOT NULL,       -- its place on its side
    PRIMARY KEY (term, event, side, party)
) WITHOUT ROWID;
CREATE INDEX event_party_event ON event_party (event);

-- Where it is told.
CREATE TABLE event_mention (
    event   INTEGER NOT NULL REFERENCES event (e),
    article INTEGER NOT NULL REFERENCES article (n),
    start   INTEGER NOT NULL,     -- of the sentence, in code points of the article's text
    "end"   INTEGER NOT NULL,
    PRIMARY KEY (event, article, start, "end")
) WITHOUT ROWID;
CREATE INDEX event_mention_article ON event_mention (article);

-- What the user holds against the program: applied whenever the events that it names are fused.
CREATE TABLE ruling (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    made    TEXT NOT NULL,        -- ISO time
    revoked TEXT,                 -- ISO time
    ruling  TEXT NOT NULL         -- JSON: what is ruled, of which sentences of which articles
);
CREATE TABLE event_ruling (
    ruling INTEGER NOT NULL REFERENCES ruling (number),
    event  INTEGER NOT NULL REFERENCES event (e),
    PRIMARY KEY (ruling, event)
) WITHOUT ROWID;
CREATE INDEX event_ruling_event ON event_ruling (event);

-- Articles and outlets by day, to hold counts of events against.
CREATE INDEX version_published ON version (published, outlet);
