-- What stands between whom; and statements with venue, listener, chain and whom they are about. Reports made before have neither: they
-- lose their mark, so that they are made anew when their articles come again.
ALTER TABLE report ADD COLUMN relations TEXT NOT NULL DEFAULT '[]'; -- JSON array: what stands between whom, a telling each
UPDATE report SET statements = '[]', mark = '';
