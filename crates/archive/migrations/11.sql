-- The rows of reprints that are not in their table yet lie with the articles, as the other keys do.
DELETE FROM reprint WHERE article > (SELECT max(upto) FROM keyed);
-- Which keys may be in the tables: a Bloom filter, in pieces, and how many keys went into it; made when it is first needed.
CREATE TABLE key_filter (
    piece INTEGER PRIMARY KEY,
    bits  BLOB NOT NULL
);
ALTER TABLE keyed ADD COLUMN filtered INTEGER NOT NULL DEFAULT 0;
