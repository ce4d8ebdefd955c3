-- What: pages that posts link to. Unit: posts, and distinct accounts that linked to it.
-- Numerator: posts with the link (once a post). Denominator: posts of the selection.
-- Traps: the same page under two addresses counts as two.
-- The fifteen are found by counting alone; only their accounts are then told apart.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    WITH told AS NOT MATERIALIZED (
        SELECT author_key, links[1] AS label FROM selected WHERE len(links) = 1
        UNION ALL
        SELECT author_key, label
        FROM (SELECT DISTINCT post, author_key, unnest(links) AS label FROM selected WHERE len(links) > 1)
    ),
    top AS (SELECT label FROM told GROUP BY label ORDER BY count(*) DESC, label LIMIT 15)
    SELECT author_key, label FROM told WHERE label IN (SELECT label FROM top)
)
GROUP BY label ORDER BY posts DESC, label
