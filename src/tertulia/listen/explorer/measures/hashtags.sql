-- What: hashtags, case folded. Unit: posts, and distinct accounts that used it.
-- Numerator: posts with the hashtag (once a post). Denominator: posts of the selection.
-- Traps: one account can repeat a tag: look at people beside posts.
SELECT label, count(DISTINCT post) AS posts, count(DISTINCT author_key) AS people
FROM (SELECT post, author_key, lower(unnest(hashtags)) AS label FROM selected WHERE len(hashtags) > 0)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
