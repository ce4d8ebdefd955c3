-- What: when people post: hours of the week on the zone's clock.
-- Unit: posts an hour of the week. Numerator: posts in it. Denominator: none (weeks in the period are stated).
-- Traps: few weeks make a few loud days look like a habit; the hour the clock repeats in autumn counts double.
SELECT isodow({clock}) - 1 AS day, hour({clock}) AS hour, sum(posts)::BIGINT AS posts
FROM (
    SELECT make_timestamp(epoch_us(created_at) // 900000000 * 900000000) AS created_at, count(*) AS posts
    FROM selected
    GROUP BY ALL
)
GROUP BY ALL
