-- What: the first and last post of the store: the days of "all time".
SELECT min(created_at) AS first, max(created_at) AS last FROM posts
