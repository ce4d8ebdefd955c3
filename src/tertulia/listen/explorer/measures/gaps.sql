-- What: spans in which a source was not read that touch the period; those read later say when.
-- Traps: a gap of no named network may hide posts of any. Only what was not filled is missing from a figure.
SELECT source, network, since, until, reason, filled_at
FROM gaps
WHERE since < $until AND coalesce(until, TIMESTAMP '9999-01-01') > $since
  AND ($networks IS NULL OR network IS NULL OR list_contains($networks, network))
ORDER BY since, source
