-- What: share of voice.
-- Unit: share. Numerator: posts of the selection that the monitor matches.
-- Denominator: distinct posts that any of the monitors compared matches (own and named competitors').
-- Traps: the narrower search loses, so compare searches of the same care; a post that two match counts for both, so
--        shares may add up to more than 100 % and are never added here; networks and days must be the same (they are).
SELECT monitor, count(*) AS posts, {people} AS people
FROM selected JOIN mentions USING (post)
WHERE list_contains($monitors, monitor)
GROUP BY monitor
