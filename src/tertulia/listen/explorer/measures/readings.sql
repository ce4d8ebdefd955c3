-- What: the readings of a post, the newest first.
SELECT * REPLACE (sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, offensive::VARCHAR AS offensive)
FROM readings WHERE post = $post ORDER BY read_at DESC LIMIT 5
