-- What: networks of the selection that give no counter at all, so that their interactions are unknown.
SELECT network, count(*) AS posts
FROM selected
GROUP BY network
HAVING count(coalesce(likes, reposts, replies, quotes)) = 0
ORDER BY network
