-- Matters are held by the period of 28 days in which their article was published (`kind` is then 1000000 and its number since 1970),
-- so that who holds one lately lies together. The day is added to some hundred thousand years, for division rounds towards nought.
UPDATE key SET kind = 1000000 - 1400000 + (SELECT day + 28 * 1400000 FROM article WHERE n = key.article) / 28
WHERE kind = 1 AND article IN (SELECT n FROM article WHERE day IS NOT NULL);
DELETE FROM key_filter;
UPDATE keyed SET filtered = 0;
