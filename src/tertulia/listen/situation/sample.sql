-- What: a uniform sample of the posts of a party (its answers left out) and about it, with what topics and triggers are found in.
-- Unit: posts. Every post is as likely to be drawn; the same days draw the same posts. Reposts are left out.
-- `asks`: it holds a question, a request, a complaint or a suggestion. `tried`: somebody else answered it, by its
--       counter or by an answer that we have (null: the network gives no counter and nothing was read).
-- Traps: a sample: what few write of may be missed (its size is stated).
, drawn AS MATERIALIZED (
    SELECT
        post, key, network, created_at, author, author_key, reply_key, url, links, lang, sentiment, hashtags, mentions,
        domains, left(coalesce(title || E'\n', '') || text, 2000) AS text, likes, reposts, replies, quotes, theirs, about,
        coalesce(list_has_any(intents, ['question', 'request', 'complaint', 'suggestion']), false) AS asks,
        coalesce(list_has_any(intents, ['question', 'request', 'seeks_recommendation']), false) AS seeks,
        coalesce(list_has_any(intents, ['praise', 'thanks', 'recommends']), false) AS praises, intents
    FROM selected
    WHERE kind <> 'repost' AND NOT (theirs AND (kind IN ('reply', 'comment', 'message') OR reply_key IS NOT NULL))
        AND (post * 2654435761) % {steps} < CASE WHEN theirs THEN $theirs_threshold ELSE $threshold END
),
newest AS (
    SELECT post, arg_max(CASE sentiment WHEN 'positive' THEN positive_p WHEN 'negative' THEN negative_p ELSE neutral_p END, read_at) AS p,
        arg_max(sentiment, read_at) AS told
    FROM readings WHERE post IN (SELECT post FROM drawn) GROUP BY post
),
parents AS (
    SELECT key, network, any_value(author) AS author
    FROM posts WHERE key IN (SELECT reply_key FROM drawn) GROUP BY ALL
),
answers AS (
    SELECT DISTINCT p.reply_key AS key, p.network FROM posts p
    JOIN drawn d ON p.reply_key = d.key AND p.network = d.network AND p.author_key IS DISTINCT FROM d.author_key
)
SELECT
    drawn.post, drawn.network, drawn.created_at, drawn.author, drawn.author_key, drawn.url, drawn.links, drawn.lang,
    drawn.sentiment::VARCHAR AS sentiment, drawn.hashtags, drawn.mentions, drawn.domains, drawn.text,
    drawn.theirs, drawn.about, drawn.asks, drawn.seeks, drawn.praises, drawn.intents,
    coalesce(drawn.likes, drawn.reposts, drawn.replies, drawn.quotes) IS NOT NULL AS counted,
    coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) AS carried,
    CASE WHEN newest.told = drawn.sentiment THEN coalesce(newest.p, 0.5) ELSE 1 END AS probability,
    parents.author AS answered, NULL::TIMESTAMP AS first_seen,
    CASE WHEN answers.key IS NOT NULL THEN true WHEN drawn.replies IS NOT NULL THEN drawn.replies > 0 END AS tried
FROM drawn
LEFT JOIN newest USING (post)
LEFT JOIN parents ON parents.key = drawn.reply_key AND parents.network = drawn.network
LEFT JOIN answers ON answers.key = drawn.key AND answers.network = drawn.network
ORDER BY drawn.post
