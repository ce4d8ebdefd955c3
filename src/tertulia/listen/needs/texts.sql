-- What: the texts of posts by number; those that are gone are not in the answer.
SELECT post, left(coalesce(title || E'\n', '') || text, 1000) AS text
FROM posts WHERE post IN (SELECT unnest(string_split(nullif($numbers, ''), ',')::BIGINT[])) ORDER BY post
