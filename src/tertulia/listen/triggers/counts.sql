-- What: posts in each hour (or day) on the zone's clock. Unit: posts. Reposts count: they make peaks too.
-- Traps: the hour that comes twice when the clock goes back is one; a source that was not read looks like silence.
SELECT date_trunc($grain, {clock}) AS span, count(*) AS posts
FROM selected WHERE {whose} GROUP BY span
