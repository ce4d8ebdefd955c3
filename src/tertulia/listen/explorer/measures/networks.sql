-- What: where the posts are. Unit: posts; share of the selection with its interval.
-- Numerator: posts of the network. Denominator: posts of the selection.
-- Traps: only networks that are read can appear; a network's share says how much is read of it, not its size.
SELECT network AS label, count(*) AS posts FROM selected GROUP BY label ORDER BY posts DESC, label
