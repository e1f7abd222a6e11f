-- What stands first among the stories of a day: those that most independent sources tell of, then those of most articles. The day on
-- which they begin stands beside it, so that a span of days is found without looking at the stories themselves.
ALTER TABLE story ADD COLUMN weight INTEGER NOT NULL DEFAULT 0;
DROP INDEX story_last;
CREATE INDEX story_rank ON story (ifnull("end", ifnull(start, '')) DESC, weight DESC, id, start);

-- Stories in a language that few articles are in; and what those of a state say.
CREATE INDEX version_language ON version (language);
CREATE INDEX actor_code ON actor (code);
