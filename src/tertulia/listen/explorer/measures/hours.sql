-- What: when people post: hours of the week on the zone's clock.
-- Unit: posts an hour of the week. Numerator: posts in it. Denominator: none (weeks in the period are stated).
-- Traps: few weeks make a few loud days look like a habit; the hour the clock repeats in autumn counts double.
SELECT isodow(local) - 1 AS day, hour(local) AS hour, count(*) AS posts FROM selected GROUP BY ALL
