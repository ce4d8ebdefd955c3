-- What: the selection in a row of figures.
-- Unit: posts; people: distinct accounts (network and handle; one person with two accounts counts twice).
-- Interactions: likes + reposts + replies + quotes as last observed, of the posts whose network gives any of them.
-- Traps: a counter that a network hides is unknown, not 0 (`counted` says how many posts gave one); counters of
--        fresh posts still grow; posts without author count no person.
SELECT
    count(*) AS posts,
    {people} AS people,
    count(*) FILTER (own) AS own,
    sum(coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0))::BIGINT AS interactions,
    count(coalesce(likes, reposts, replies, quotes)) AS counted,
    count(sentiment) AS read,
    count(*) FILTER (sentiment = 'positive') AS positive,
    count(*) FILTER (sentiment = 'negative') AS negative
FROM selected
