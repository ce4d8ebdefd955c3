-- What: the party's own posts (answers and reposts are left out) and what came of each.
-- `interactions`: likes + reposts + replies + quotes of a network that gives any of them, else null.
-- `echoed`: whether anyone else answered or shared it, by its counters or by an answer that we have; null where the
--       network tells neither and no answer to any of its posts there was ever read.
, theirs_only AS (
    SELECT post, key, network, created_at, kind::VARCHAR AS kind, intents, followers, lang,
        left(coalesce(title || E'\n', '') || text, 2000) AS text, media IS NOT NULL AND media <> '[]' AS has_media,
        len(coalesce(links, [])) > 0 AS has_links, likes, reposts, replies, quotes
    FROM selected
    WHERE theirs AND kind NOT IN ('reply', 'comment', 'repost', 'message') AND reply_key IS NULL
),
answers AS (
    SELECT reply_key AS key, network, count(*) AS answers FROM posts
    WHERE NOT {theirs} AND (reply_key, network) IN (SELECT (key, network) FROM theirs_only) GROUP BY ALL
),
told AS (SELECT DISTINCT network FROM answers)
SELECT theirs_only.* EXCLUDE (key, likes, reposts, replies, quotes),
    coalesce(answers.answers, 0) AS answers,
    CASE WHEN coalesce(likes, reposts, replies, quotes) IS NOT NULL
        THEN coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) END AS interactions,
    CASE WHEN coalesce(reposts, replies, quotes) IS NOT NULL OR theirs_only.network IN (SELECT network FROM told)
        THEN coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) + coalesce(answers.answers, 0) > 0
    END AS echoed
FROM theirs_only LEFT JOIN answers USING (key, network)
ORDER BY post
