-- What: emotion of the whole selection. Unit: posts; share of the posts read for emotion, with its interval.
-- Numerator: posts whose strongest emotion it is. Denominator: posts read for emotion, those without any included.
-- Traps: one emotion a post, the strongest; "none" means that no emotion passed its threshold, not calm.
SELECT emotion::VARCHAR AS label, count(*) AS posts
FROM selected WHERE emotion IS NOT NULL GROUP BY label ORDER BY posts DESC, label
