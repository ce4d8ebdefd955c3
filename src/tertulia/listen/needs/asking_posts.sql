-- What: the posts that ask something (question, request, complaint, suggestion) and are no post of ours, the
-- newest first. Reposts are left out.
SELECT p.post, left(coalesce(p.title || E'\n', '') || p.text, 1000) AS text
FROM posts p
WHERE NOT p.own AND p.kind <> 'repost' AND list_has_any(p.intents, $asking) AND p.created_at >= $since
ORDER BY p.post DESC LIMIT $limit
