-- What: posts of others about the party, by sentiment, and distinct accounts; reposts repeat, but carry: they count.
-- The row without a side is of all of them; `found`: those that a monitor finds (the rest answer the party).
SELECT coalesce(sentiment::VARCHAR, 'unread') AS side, count(*) AS posts, NULL AS people, NULL AS found
FROM selected WHERE about GROUP BY side
UNION ALL
SELECT NULL, count(*), count(DISTINCT author_key), count(*) FILTER (post IN (SELECT post FROM mentioned))
FROM selected WHERE about
