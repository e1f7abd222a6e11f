-- Articles by the hash of their id: an id of a story is a hash of its first article's, so that an old one leads to the article.
CREATE INDEX article_place ON article (place);

-- Inputs that could not be read, or articles that could not be annotated, when they were last tried.
CREATE TABLE failure (
    input TEXT PRIMARY KEY,  -- the file, or the line or member within it
    error TEXT NOT NULL,     -- what is wrong with it
    day   TEXT NOT NULL      -- ISO day on which it was tried
);

-- What pages count along: the stories and articles of an actor, and the days and scores of events, without the rows themselves.
CREATE INDEX actor_count ON actor (key, story, articles, mentions);
CREATE INDEX event_count ON event (e, modality, dated, day, last, quad, scale);
