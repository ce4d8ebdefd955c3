-- What: sentiment of the whole selection. Unit: posts; share of the posts read, with its interval.
-- Numerator: posts of the sentiment. Denominator: posts of the selection with a reading of sentiment.
-- Traps: posts without a reading are left out of the denominator; the model errs, more on irony.
SELECT sentiment::VARCHAR AS label, count(*) AS posts
FROM selected WHERE sentiment IS NOT NULL GROUP BY label ORDER BY label DESC
