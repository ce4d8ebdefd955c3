-- What: how many posts the sample is drawn from, and how many of each sentiment they are.
-- Unit: posts; reposts, and our own posts unless they are asked for, are left out.
SELECT coalesce(sentiment::VARCHAR, 'unread') AS side, count(*) AS posts
FROM selected WHERE kind <> 'repost' AND {whose} GROUP BY side
