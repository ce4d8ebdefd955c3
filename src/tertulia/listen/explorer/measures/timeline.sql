-- What: posts over time, by network (or sentiment, or as one line).
-- Unit: posts a bucket (hour, day, week from Monday, or month on the zone's clock).
-- Numerator: posts of the selection in the bucket and series. Denominator: none.
-- Traps: a source that was not read makes a hole that looks like silence (gaps are hatched); the first and
--        last bucket may be cut by the period; more sources read later look like growth.
-- Counted by quarters of an hour first, which any zone's clock is made of: cheap on millions of rows.
SELECT date_trunc($bucket, {clock}) AS bucket, series, sum(posts)::BIGINT AS posts
FROM (
    SELECT make_timestamp(epoch_us(created_at) // 900000000 * 900000000) AS created_at, {series} AS series, count(*) AS posts
    FROM selected
    GROUP BY ALL
)
GROUP BY ALL
