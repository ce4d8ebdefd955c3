-- What: a uniform sample of the posts of a selection that were read for sentiment, with what triggers are found in.
-- Unit: posts. Every post is as likely to be drawn; the same selection draws the same posts. Reposts are left out.
-- probability: of the sentiment that counts, as the model told it; 1 where a person said so.
-- answered: whom the post answers, if that post is known. first_seen: the author's first post that we know.
-- Traps: a sample: what few write of may be missed (its size is stated).
, drawn AS MATERIALIZED (
    SELECT
        post, network, created_at, author, author_key, reply_key, url, links, lang, sentiment, hashtags, mentions, domains,
        left(coalesce(title || E'\n', '') || text, 2000) AS text,
        likes, reposts, replies, quotes
    FROM selected
    WHERE kind <> 'repost' AND {whose} AND {told} AND (post * 2654435761) % {steps} < $threshold
    LIMIT $limit
),
newest AS (
    SELECT post, arg_max(CASE sentiment WHEN 'positive' THEN positive_p WHEN 'negative' THEN negative_p ELSE neutral_p END, read_at) AS p,
        arg_max(sentiment, read_at) AS told
    FROM readings WHERE post IN (SELECT post FROM drawn) GROUP BY post
),
known AS (
    SELECT author_key, min(created_at) AS first_seen
    FROM posts WHERE author_key IN (SELECT author_key FROM drawn) GROUP BY author_key
),
parents AS (
    SELECT key, network, any_value(author) AS author
    FROM posts WHERE key IN (SELECT reply_key FROM drawn) GROUP BY ALL
)
SELECT
    drawn.post, drawn.network, drawn.created_at, drawn.author, drawn.author_key,
    drawn.url, drawn.links, drawn.lang, drawn.sentiment::VARCHAR AS sentiment,
    drawn.hashtags, drawn.mentions, drawn.domains, drawn.text,
    coalesce(drawn.likes, drawn.reposts, drawn.replies, drawn.quotes) IS NOT NULL AS counted,
    coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) AS carried,
    CASE WHEN newest.told = drawn.sentiment THEN coalesce(newest.p, 0.5) ELSE 1 END AS probability,
    parents.author AS answered,
    known.first_seen
FROM drawn
LEFT JOIN newest USING (post)
LEFT JOIN known ON known.author_key = drawn.author_key
LEFT JOIN parents ON parents.key = drawn.reply_key AND parents.network = drawn.network
ORDER BY drawn.post
