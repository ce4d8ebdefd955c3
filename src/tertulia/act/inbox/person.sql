-- What: a person as their posts show them: names, followers when last read, posts in all and since when.
SELECT count(*) AS posts, min(created_at) AS first, max(created_at) AS last,
    arg_max(author, created_at) AS author, arg_max(author_name, created_at) AS name,
    arg_max(followers, created_at) AS followers
FROM posts WHERE author_key = $person::UBIGINT AND network = $network AND kind <> 'repost'
