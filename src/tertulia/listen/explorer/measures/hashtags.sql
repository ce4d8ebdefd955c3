-- What: hashtags, case folded. Unit: posts, and distinct accounts that used it.
-- Numerator: posts with the hashtag (once a post). Denominator: posts of the selection.
-- Traps: one account can repeat a tag: look at people beside posts.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    SELECT author_key, unnest(
        CASE WHEN len(hashtags) = 1 THEN [lower(hashtags[1])]
        ELSE list_distinct(list_transform(hashtags, lambda tag: lower(tag))) END
    ) AS label
    FROM selected
    WHERE hashtags IS NOT NULL
)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
