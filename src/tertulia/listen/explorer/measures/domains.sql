-- What: sites that posts link to. Unit: posts, and distinct accounts that linked there.
-- Numerator: posts with a link to the domain (once a post). Denominator: posts of the selection.
-- Traps: link shorteners hide the site behind them.
SELECT label, count(*) AS posts, {people} AS people
FROM (
    SELECT author_key, unnest(CASE WHEN len(domains) = 1 THEN domains ELSE list_distinct(domains) END) AS label
    FROM selected
    WHERE domains IS NOT NULL
)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
