-- What: spans in which a source was not read that touch the period and were not filled since.
-- Traps: a gap of no named network may hide posts of any.
SELECT source, network, since, until, reason
FROM gaps
WHERE filled_at IS NULL AND since < $until AND coalesce(until, TIMESTAMP '9999-01-01') > $since
  AND ($networks IS NULL OR network IS NULL OR list_contains($networks, network))
ORDER BY since, source
