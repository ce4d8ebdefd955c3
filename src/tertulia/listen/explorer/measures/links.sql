-- What: pages that posts link to. Unit: posts, and distinct accounts that linked to it.
-- Numerator: posts with the link (once a post). Denominator: posts of the selection.
-- Traps: the same page under two addresses counts as two.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    SELECT author_key, unnest(CASE WHEN len(links) = 1 THEN links ELSE list_distinct(links) END) AS label
    FROM selected
    WHERE links IS NOT NULL
)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
