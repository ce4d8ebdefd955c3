-- What: posts of others about the party, by sentiment; reposts repeat, but carry: they count.
SELECT coalesce(sentiment::VARCHAR, 'unread') AS side, count(*) AS posts FROM selected WHERE about GROUP BY side
