-- What: sites that posts link to. Unit: posts, and distinct accounts that linked there.
-- Numerator: posts with a link to the domain (once a post). Denominator: posts of the selection.
-- Traps: link shorteners hide the site behind them.
SELECT label, count(DISTINCT post) AS posts, count(DISTINCT author_key) AS people
FROM (SELECT post, author_key, unnest(domains) AS label FROM selected WHERE len(domains) > 0)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
