-- What: share of voice, and in the row without a monitor its denominator.
-- Unit: share. Numerator: posts of the selection that the monitor matches.
-- Denominator: distinct posts that any of the monitors compared matches (own and named competitors'); `shared` of them
--              are matched by more than one.
-- Traps: the narrower search loses, so compare searches of the same care; a post that two match counts for both, so
--        shares may add up to more than 100 % and are never added here; networks and days must be the same (they are).
, found AS MATERIALIZED (
    SELECT monitor, post, author_key FROM selected JOIN mentions USING (post) WHERE list_contains($monitors, monitor)
)
SELECT monitor, count(*) AS posts, {people} AS people, NULL AS shared FROM found GROUP BY monitor
UNION ALL
SELECT NULL, count(*), NULL, count(*) FILTER (matches > 1)
FROM (SELECT count(*) AS matches FROM found GROUP BY post)
