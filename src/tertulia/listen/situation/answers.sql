-- What: what people ask of the party (questions, requests, complaints), and the party's first answer to each.
-- Unit: posts by others that speak to it: answers to its posts, posts that name its handle, posts read as needing
--       a reply; reposts are left out. `hours`: from the post to the first reply of the party to that very post.
-- Traps: an answer in private, or by another post, is not seen; who asked in the last day may still be answered.
, asked AS (
    SELECT post, key, network, created_at, author_key, intents
    FROM selected
    WHERE about AND kind <> 'repost' AND created_at < $due
        AND list_has_any(intents, ['question', 'request', 'complaint'])
        AND (answers_them OR coalesce(needs_reply, false) OR EXISTS (
            SELECT 1 FROM handles WHERE list_contains([split_part(lower(name), '@', 1) FOR name IN mentions], handle)
        ))
),
replies AS (
    SELECT reply_key AS key, network, created_at, post
    FROM posts WHERE {theirs} AND (reply_key, network) IN (SELECT (key, network) FROM asked)
)
SELECT asked.post, asked.network, asked.created_at, asked.author_key, asked.intents,
    min(epoch(replies.created_at - asked.created_at)) / 3600 AS hours, arg_min(replies.post, replies.created_at) AS answer
FROM asked
LEFT JOIN replies ON replies.key = asked.key AND replies.network = asked.network AND replies.created_at >= asked.created_at
GROUP BY ALL
ORDER BY asked.post
