-- What: emotion over time.
-- Unit: posts a bucket. Share: posts with the emotion / posts read for emotion ("none" included), in the bucket.
-- Traps: one emotion a post, the strongest; "none" means that no emotion passed its threshold, not calm.
SELECT date_trunc($bucket, local) AS bucket, emotion::VARCHAR AS series, count(*) AS posts
FROM selected
WHERE emotion IS NOT NULL
GROUP BY ALL
