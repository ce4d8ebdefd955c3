-- What: emotion over time.
-- Unit: posts a bucket. Share: posts with the emotion / posts read for emotion ("none" included), in the bucket.
-- Traps: one emotion a post, the strongest; "none" means that no emotion passed its threshold, not calm.
-- Counted by quarters of an hour first, which any zone's clock is made of: cheap on millions of rows.
SELECT date_trunc($bucket, {clock}) AS bucket, series::VARCHAR AS series, sum(posts)::BIGINT AS posts
FROM (
    SELECT make_timestamp(epoch_us(created_at) // 900000000 * 900000000) AS created_at, emotion AS series, count(*) AS posts
    FROM selected
    WHERE emotion IS NOT NULL
    GROUP BY ALL
)
GROUP BY ALL
