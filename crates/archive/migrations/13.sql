-- Passages are held by periods, as matters are: `kind` is then 2000000 and the number of the period since 1970.
UPDATE key SET kind = 2000000 - 1400000 + (SELECT day + 28 * 1400000 FROM article WHERE n = key.article) / 28
WHERE kind = 0 AND article IN (SELECT n FROM article WHERE day IS NOT NULL);
DELETE FROM key_filter;
UPDATE keyed SET filtered = 0;

-- The index of relations has what current versions tell, and no more what those before them did.
DELETE FROM relation WHERE version NOT IN (SELECT current FROM article);
UPDATE relation_sum SET tellings = (SELECT count(*) FROM relation WHERE relation.key = relation_sum.key);
