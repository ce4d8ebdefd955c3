-- What: the posts ($posts) as the ledger shows them.
SELECT post, network, author, coalesce(author_name, author) AS name, text, created_at, url FROM posts
WHERE post IN (SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]))
