-- What: the posts of a thread in order of time, at most $limit; replies name their parent by key.
SELECT
    post, key, reply_key, network, created_at, author, author_name, kind::VARCHAR AS kind, title,
    left(text, 600) AS text, length(text) > 600 AS cut, own, followers, likes, reposts, replies, quotes, views,
    lang, sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, intents, needs_reply
FROM posts
WHERE network = $network AND (thread_key = $thread::UBIGINT OR key = $thread::UBIGINT)
ORDER BY created_at, post
LIMIT $limit
