-- What: some posts by their numbers, as a list shows them.
SELECT
    post, network, created_at, author, author_name, kind::VARCHAR AS kind, title, left(text, 320) AS text,
    length(text) > 320 AS cut, own, followers, likes, reposts, replies, quotes, views,
    lang, sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, intents, needs_reply
FROM posts WHERE list_contains($numbers, post)
