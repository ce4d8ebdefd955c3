-- What: the denominator of share of voice: distinct posts that any of the monitors matches, and how many of them
--       more than one matches.
SELECT count(*) AS posts, count(*) FILTER (matches > 1) AS shared
FROM (
    SELECT post, count(*) AS matches
    FROM selected JOIN mentions USING (post)
    WHERE list_contains($monitors, monitor)
    GROUP BY post
)
