-- What: the posts of accounts tied to us, newest first, that are not ours. $keys: hashes of network and account.
SELECT post, network, author, author_key, created_at, text, url
FROM posts
WHERE author_key IN (SELECT unnest(string_split($keys, ',')::UBIGINT[])) AND NOT own AND kind <> 'repost'
    AND created_at >= $since
ORDER BY created_at DESC, post DESC
LIMIT 2000
