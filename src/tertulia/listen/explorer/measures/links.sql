-- What: pages that posts link to. Unit: posts, and distinct accounts that linked to it.
-- Numerator: posts with the link (once a post). Denominator: posts of the selection.
-- Traps: the same page under two addresses counts as two.
SELECT label, count(DISTINCT post) AS posts, count(DISTINCT author_key) AS people
FROM (SELECT post, author_key, unnest(links) AS label FROM selected WHERE len(links) > 0)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
