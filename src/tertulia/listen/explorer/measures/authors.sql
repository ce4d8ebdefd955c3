-- What: who speaks most. Unit: posts, interactions got, followers.
-- Numerator: posts of the account. Denominator: posts of the selection with a known author.
-- Followers: the most that any of the account's posts here carried, when it was read; unknown where the network hides it.
-- Traps: most posts is not most heard; followers is audience size, not influence; an account is not a person.
-- The loudest sixty are found by counting alone (of a million posts or more, in a sample); only their posts are then
-- added up, all of them, so that the figures are exact.
SELECT network, author, author_name, top.posts, top.interactions, top.followers
FROM (
    SELECT
        author_key, count(*) AS posts, max(followers) AS followers, max(post) AS latest,
        sum(coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0))::BIGINT AS added,
        CASE WHEN count(coalesce(likes, reposts, replies, quotes)) > 0 THEN added END AS interactions
    FROM selected
    WHERE author_key IN (
        SELECT author_key FROM selected WHERE {drawn} AND author_key IS NOT NULL
        GROUP BY author_key ORDER BY count(*) DESC, author_key LIMIT 60
    )
    GROUP BY author_key ORDER BY posts DESC, author_key LIMIT 15
) AS top
JOIN posts ON posts.post = top.latest
ORDER BY top.posts DESC, network, author
