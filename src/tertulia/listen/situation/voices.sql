-- What: the accounts that speak of the party to the most followers. Unit: accounts, with their posts.
SELECT network, author, any_value(author_name) AS name, count(*) AS posts, max(followers) AS followers
FROM selected WHERE about AND author IS NOT NULL AND followers IS NOT NULL
GROUP BY network, author ORDER BY followers DESC, network, author LIMIT $limit
