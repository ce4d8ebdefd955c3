-- What: posts of others about the party, by sentiment, and distinct accounts; reposts repeat, but carry: they count.
-- The row without a side is of all of them.
SELECT coalesce(sentiment::VARCHAR, 'unread') AS side, count(*) AS posts, NULL AS people
FROM selected WHERE about GROUP BY side
UNION ALL SELECT NULL, count(*), count(DISTINCT author_key) FROM selected WHERE about
