-- What: a uniform sample of texts with their authors, for themes. Reposts and our own posts are left out.
SELECT left(coalesce(title || E'\n', '') || text, 2000) AS text, coalesce(author_key::HUGEINT, -post)::VARCHAR AS person
FROM selected
WHERE kind <> 'repost' AND {whose} AND (post * 2654435761) % {steps} < $threshold
ORDER BY post
