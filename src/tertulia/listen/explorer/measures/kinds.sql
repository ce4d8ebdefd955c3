-- What: posts by kind (post, comment, reply, repost …). Unit: posts; share of the selection with its interval.
-- Numerator: posts of the kind. Denominator: posts of the selection.
-- Traps: networks name kinds differently; reposts repeat other people's words.
SELECT kind::VARCHAR AS label, count(*) AS posts FROM selected GROUP BY label ORDER BY posts DESC, label
