-- What: what we replied to these posts, the newest first: each reply with the post that it answers.
SELECT o.post, q.post AS asked, o.text, o.created_at, o.url
FROM posts o JOIN posts q ON o.reply_key = q.key AND o.network = q.network
WHERE o.own AND q.post IN (SELECT unnest(string_split(nullif($numbers, ''), ',')::BIGINT[]))
ORDER BY o.created_at DESC
