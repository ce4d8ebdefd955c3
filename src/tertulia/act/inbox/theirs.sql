-- What: the newest posts of a person that are not of the conversation.
SELECT post, created_at, left(text, 240) AS text, sentiment::VARCHAR AS sentiment, kind::VARCHAR AS kind FROM posts
WHERE author_key = $person::UBIGINT AND network = $network AND kind <> 'repost'
    AND NOT list_contains(string_split($posts, ','), post::VARCHAR)
ORDER BY created_at DESC LIMIT $most
