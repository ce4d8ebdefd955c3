-- What: posts by language. Unit: posts; share of the selection with its interval.
-- Numerator: posts read as the language. Denominator: posts of the selection; "und" is not recognised.
-- Traps: texts of a word or two cannot be told; close languages (es, gl, pt, ca) are confused at times.
SELECT coalesce(lang, 'und') AS label, count(*) AS posts
FROM selected GROUP BY label ORDER BY posts DESC, label LIMIT 15
