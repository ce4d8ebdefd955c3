-- What: sentiment over time; net sentiment and passion are made from the same counts.
-- Unit: posts a bucket. Share: posts of a sentiment / posts with any sentiment, in the bucket.
-- Net sentiment: (positive - negative) / read * 100, neutral posts in the denominator.
-- Passion: (positive + negative) / read: shows love and hate that a net of zero hides.
-- Traps: posts without a reading are left out of the denominator (their number is stated); the model errs, more on
--        irony; other tools leave neutral posts out and get larger figures.
-- Counted by quarters of an hour first, which any zone's clock is made of: cheap on millions of rows.
SELECT date_trunc($bucket, {clock}) AS bucket, series::VARCHAR AS series, sum(posts)::BIGINT AS posts
FROM (
    SELECT make_timestamp(epoch_us(created_at) // 900000000 * 900000000) AS created_at, sentiment AS series, count(*) AS posts
    FROM selected
    WHERE sentiment IS NOT NULL
    GROUP BY ALL
)
GROUP BY ALL
