-- What: sites that posts link to. Unit: posts, and distinct accounts that linked there.
-- Numerator: posts with a link to the domain (once a post). Denominator: posts of the selection.
-- Traps: link shorteners hide the site behind them. Of a million posts or more a sample is counted.
-- The store keeps each domain of a post once.
SELECT label, count(*) AS posts, {people} AS people
FROM (SELECT author_key, unnest(domains) AS label FROM selected WHERE {drawn} AND len(domains) > 0)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
