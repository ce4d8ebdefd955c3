-- What: one post with all that is kept of it.
SELECT * EXCLUDE (folded) REPLACE (
    kind::VARCHAR AS kind, sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, offensive::VARCHAR AS offensive
)
FROM posts WHERE post = $post
