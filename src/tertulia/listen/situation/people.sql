-- What: who speaks of the party. Unit: distinct accounts (one person with two counts twice); posts without author
--       count nobody. `new`: their first post that we know is within the days; `again`: wrote on two days or more.
-- `told`: accounts whose followers are known; `followers`: their followers together, one reader counted for each
--       account followed. `ten`: posts of the ten accounts that write most.
, people AS (
    SELECT author_key, count(*) AS posts, count(DISTINCT created_at::DATE) AS days, max(followers) AS followers
    FROM selected WHERE about AND author_key IS NOT NULL GROUP BY author_key
),
firsts AS (
    SELECT author_key, min(created_at) AS first
    FROM posts WHERE author_key IN (SELECT author_key FROM people) GROUP BY author_key
)
SELECT count(*) AS people, count(*) FILTER (first >= $since) AS new, count(*) FILTER (days >= 2) AS again,
    count(followers) AS told, coalesce(sum(followers), 0)::BIGINT AS followers, coalesce(sum(posts), 0)::BIGINT AS posts,
    coalesce((SELECT sum(posts) FROM (SELECT posts FROM people ORDER BY posts DESC LIMIT 10)), 0)::BIGINT AS ten
FROM people JOIN firsts USING (author_key)
