-- The day on which an article was published, since 1970: names, numbers and rare words link articles of the same weeks.
ALTER TABLE article ADD COLUMN day INTEGER;
