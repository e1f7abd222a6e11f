-- What is told of a relation lies beside its key, so that all tellings of one are read in a row and no report is opened for them.
DROP TABLE relation;
CREATE TABLE relation (
    key     INTEGER NOT NULL,       -- a hash of kind, sides, value and status, as a signed number
    version INTEGER NOT NULL REFERENCES version (seq),
    place   INTEGER NOT NULL,       -- in the report's `relations`
    told    TEXT NOT NULL,          -- JSON: what stands there
    PRIMARY KEY (key, version, place)
) WITHOUT ROWID;
CREATE INDEX relation_version ON relation (version);
DELETE FROM relation_sum;
DELETE FROM relation_party;
