-- What: pages that posts link to. Unit: posts, and distinct accounts that linked to it.
-- Numerator: posts with the link (once a post). Denominator: posts of the selection.
-- Traps: the same page under two addresses counts as two. Of a million posts or more a sample is counted.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    SELECT author_key, links[1] AS label FROM selected WHERE {drawn} AND len(links) = 1
    UNION ALL
    SELECT author_key, label FROM (
        SELECT DISTINCT post, author_key, unnest(links) AS label FROM selected WHERE {drawn} AND len(links) > 1
    )
)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
