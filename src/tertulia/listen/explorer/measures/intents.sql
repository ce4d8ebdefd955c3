-- What: what people want. Unit: posts; share of the posts read for intent, with its interval.
-- Numerator: posts with the intent. Denominator: posts of the selection with a reading of intent.
-- Traps: one post may have several intents, so shares add up to more than 100 %.
SELECT label, count(*) AS posts
FROM (SELECT unnest(intents) AS label FROM selected WHERE len(intents) > 0)
GROUP BY label ORDER BY posts DESC, label
