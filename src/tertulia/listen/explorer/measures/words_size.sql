-- What: how many posts the sample of words is drawn from.
SELECT count(*) AS posts FROM selected WHERE kind <> 'repost'
