-- What: what people want of the party, by intent. Unit: posts by others, distinct accounts; one post may have
--       several intents. The row without a label is the denominator: posts read for intents, accounts that wrote them.
, read AS (SELECT post, author_key, intents FROM selected WHERE about AND kind <> 'repost' AND intents IS NOT NULL)
SELECT label, count(*) AS posts, count(DISTINCT author_key) AS people
FROM (SELECT author_key, unnest(intents) AS label FROM read) GROUP BY label
UNION ALL SELECT NULL, count(*), count(DISTINCT author_key) FROM read
