-- What: themes. Unit: posts, and distinct accounts that wrote them.
-- Numerator: posts filed under the theme. Denominator: posts of the selection, those under no theme included.
-- Traps: a post stands under one theme, its closest; what came in the last minute may not be filed yet.
SELECT theme::VARCHAR AS label, count(*) AS posts, {people} AS people
FROM (SELECT post, author_key FROM selected WHERE {drawn}) JOIN themes USING (post)
GROUP BY label ORDER BY posts DESC, label LIMIT 15
