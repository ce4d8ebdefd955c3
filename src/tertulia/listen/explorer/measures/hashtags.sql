-- What: hashtags, case folded. Unit: posts, and distinct accounts that used it.
-- Numerator: posts with the hashtag (once a post). Denominator: posts of the selection.
-- Traps: one account can repeat a tag: look at people beside posts. Of a million posts or more a sample is counted.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    SELECT author_key, lower(hashtags[1]) AS label FROM selected WHERE {drawn} AND len(hashtags) = 1
    UNION ALL
    SELECT author_key, label FROM (
        SELECT DISTINCT post, author_key, lower(unnest(hashtags)) AS label FROM selected
        WHERE {drawn} AND len(hashtags) > 1
    )
)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
