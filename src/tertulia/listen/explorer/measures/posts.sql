-- What: the posts themselves, a page at a time, in the order asked for; `text` is cut to what a list shows.
-- Pages: keyset: those after the value and number of the last post shown, so that new posts shift nothing.
-- The page is chosen by numbers alone; only its posts' texts are then read.
-- Traps: posts without the counter asked for stand last (unknown, not 0).
SELECT
    post, network, created_at, author, author_name, kind::VARCHAR AS kind, title, left(text, 600) AS text,
    length(text) > 600 AS cut, own, followers, likes, reposts, replies, quotes, views,
    lang, found.sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, intents, needs_reply, rank
FROM posts
JOIN (
    SELECT post, sentiment, {rank} AS rank FROM selected WHERE {after} ORDER BY {order}, post DESC LIMIT $limit
) found USING (post)
ORDER BY rank DESC, post DESC
