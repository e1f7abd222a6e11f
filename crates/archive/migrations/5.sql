-- What the pages of the desk look along: stories by their last day, articles by outlet.
CREATE INDEX story_last ON story (ifnull("end", ifnull(start, '')) DESC, id);
CREATE INDEX version_outlet ON version (outlet);
