-- What: the posts of a need in a selection, the newest first, as a list shows them.
SELECT
    post, network, created_at, author, author_name, kind::VARCHAR AS kind, title, left(text, 320) AS text,
    length(text) > 320 AS cut, own, followers, likes, reposts, replies, quotes, views,
    lang, sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, intents
FROM selected WHERE post IN (SELECT unnest(string_split(nullif($numbers, ''), ',')::BIGINT[]))
ORDER BY created_at DESC, post DESC LIMIT $limit
