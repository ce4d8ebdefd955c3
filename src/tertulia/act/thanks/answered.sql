-- What: which of the posts ($posts) we answered, or whose author one of our own posts named within the 30 days
-- after; the first such post of ours.
WITH owed AS (
    SELECT post, network, key, lower(author) AS handle, created_at FROM posts
    WHERE post IN (SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]))
),
ours AS (SELECT post, network, reply_key, created_at, mentions FROM posts WHERE own AND created_at >= $since),
named AS (SELECT post, network, created_at, lower(unnest(mentions)) AS handle FROM ours),
met AS (
    SELECT w.post, o.post AS answer, o.created_at FROM owed w
    JOIN ours o ON o.network = w.network AND o.reply_key = w.key AND o.created_at >= w.created_at
    UNION ALL
    SELECT w.post, n.post, n.created_at FROM owed w
    JOIN named n ON n.network = w.network AND n.handle = w.handle
        AND n.created_at BETWEEN w.created_at AND w.created_at + INTERVAL 30 DAY
)
SELECT post, answer, created_at AS at FROM met
QUALIFY row_number() OVER (PARTITION BY post ORDER BY created_at, answer) = 1
