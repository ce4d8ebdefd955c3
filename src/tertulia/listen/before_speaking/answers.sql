-- What: the posts that answer some posts of a selection, or carry them on (shared), wherever they stand.
-- Unit: posts. Traps: only answers that were read are known; a network may show more.
, asked AS MATERIALIZED (SELECT post, key, network FROM posts WHERE list_contains($numbers, post))
SELECT
    asked.post AS parent, p.post, p.author_key, p.created_at, p.sentiment::VARCHAR AS sentiment,
    p.kind = 'repost' AS shared, p.own
FROM posts p JOIN asked ON p.reply_key = asked.key AND p.network = asked.network
WHERE p.kind <> 'message'
ORDER BY asked.post, p.created_at, p.post
