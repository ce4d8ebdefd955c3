-- What: posts that arrived ($after, $upto] and may be spoken to us or by us, with what they answer; also older
-- ones whose parent or whose thread's first post arrived only now.
-- Traps: a post without a thread is placed by what it answers (filing.py climbs further).
WITH page AS (SELECT post, network, key, own FROM posts WHERE post > $after AND post <= $upto),
wanted AS (
    SELECT post FROM page
    UNION
    SELECT c.post FROM posts c JOIN page ON c.reply_key = page.key AND c.network = page.network
    UNION
    SELECT c.post FROM posts c JOIN page ON c.thread_key = page.key AND c.network = page.network AND page.own
)
SELECT c.post, c.network, c.key, c.own, c.author_key, c.created_at, c.kind::VARCHAR AS kind, c.reply_key,
    c.thread_key, c.sentiment::VARCHAR AS sentiment, c.intents, c.needs_reply, c.extra,
    list_transform(coalesce(c.mentions, []), lambda m: c.network || ':' || lower(m)) AS named,
    contains(c.source, ':mentions:') AS notified,
    p.key AS parent, p.post AS parent_post, p.created_at AS parent_at, p.sentiment::VARCHAR AS parent_sentiment,
    p.intents AS parent_intents, p.needs_reply AS parent_needs_reply, p.own AS parent_own, p.author_key AS parent_author, lower(p.author) AS parent_handle,
    p.thread_key AS parent_thread, p.reply_key AS parent_reply, r.own AS root_own, lower(r.author) AS root_handle
FROM posts c
LEFT JOIN posts p ON p.key = c.reply_key AND p.network = c.network AND p.post <> c.post
LEFT JOIN posts r ON r.key = c.thread_key AND r.network = c.network AND r.post <> c.post
WHERE c.post IN (FROM wanted) AND c.kind <> 'repost'
ORDER BY c.created_at, c.post
