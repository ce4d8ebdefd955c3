-- What: a uniform sample of the posts of a selection, as a conversation is looked at before one speaks in it.
-- Unit: posts. The same selection draws the same posts. Reposts (the old kind, by "RT @", too) and private
-- messages are left out; our own posts stay.
-- answered: whom the post answers, if that post is known. replies, reactions: null where the network tells none.
-- Traps: counters are those last read; a young post has not got yet what it will get.
, drawn AS MATERIALIZED (
    SELECT * FROM selected
    WHERE kind NOT IN ('repost', 'message') AND NOT starts_with(text, 'RT @') AND (post * 2654435761) % {steps} < $threshold
    LIMIT $limit
),
parents AS (
    SELECT key, network, any_value(author) AS author, any_value(author_key) AS author_key
    FROM posts WHERE key IN (SELECT reply_key FROM drawn) GROUP BY ALL
)
SELECT
    drawn.post, drawn.network, drawn.created_at, drawn.author, drawn.author_key, drawn.author_name, drawn.own,
    drawn.url, drawn.links, drawn.lang, drawn.sentiment::VARCHAR AS sentiment, drawn.irony,
    drawn.offensive::VARCHAR AS offensive, drawn.intents, drawn.hashtags, drawn.mentions, drawn.domains,
    left(coalesce(drawn.title || E'\n', '') || drawn.text, 2000) AS text,
    coalesce(drawn.media, '[]') NOT IN ('[]', '') AS media, drawn.reply_key IS NOT NULL AS answering, drawn.replies,
    CASE WHEN coalesce(drawn.likes, drawn.reposts, drawn.replies, drawn.quotes) IS NOT NULL
        THEN coalesce(drawn.likes, 0) + coalesce(drawn.reposts, 0) + coalesce(drawn.replies, 0) + coalesce(drawn.quotes, 0)
    END AS reactions,
    parents.author AS answered, parents.author_key AS answered_key
FROM drawn
LEFT JOIN parents ON parents.key = drawn.reply_key AND parents.network = drawn.network
ORDER BY drawn.post
