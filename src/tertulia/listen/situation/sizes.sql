-- What: how many posts the sample is drawn from. Reposts, and the party's own answers, are left out.
SELECT count(*) FILTER (about) AS about,
    count(*) FILTER (theirs AND kind NOT IN ('reply', 'comment', 'message') AND reply_key IS NULL) AS theirs
FROM selected WHERE kind <> 'repost'
