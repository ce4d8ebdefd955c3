-- What: posts over time, one line a monitor.
-- Unit: posts a bucket on the zone's clock.
-- Numerator: posts of the selection that the monitor matches, in the bucket. Denominator: none.
-- Traps: a post that two monitors match counts in both lines, so the lines must not be added up.
SELECT date_trunc($bucket, {clock}) AS bucket, monitor::VARCHAR AS series, count(*) AS posts
FROM selected JOIN mentions USING (post)
WHERE list_contains($monitors, monitor)
GROUP BY ALL
