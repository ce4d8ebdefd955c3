-- What: how the accounts that write most in the sector behave. Unit: accounts, other people's and organisations', with
--       at least $least posts in the days. Shares: of their posts there.
-- Traps: only what the searches find of them is seen.
SELECT network, author, any_value(author_name) AS name, count(*) AS posts, max(followers) AS followers,
    count(*) FILTER (kind IN ('reply', 'comment') OR reply_key IS NOT NULL) AS answers,
    count(*) FILTER (len(coalesce(links, [])) > 0) AS with_links,
    count(*) FILTER (media IS NOT NULL AND media <> '[]') AS with_media,
    median(CASE WHEN coalesce(likes, reposts, replies, quotes) IS NOT NULL
        THEN coalesce(likes, 0) + coalesce(reposts, 0) + coalesce(replies, 0) + coalesce(quotes, 0) END) AS interactions
FROM selected WHERE about AND author IS NOT NULL AND kind <> 'repost'
GROUP BY network, author HAVING count(*) >= $least ORDER BY posts DESC, network, author LIMIT $limit
