-- What: how many posts the sample is drawn from. Reposts are left out.
SELECT count(*) FILTER (about) AS about, count(*) FILTER (theirs) AS theirs FROM selected WHERE kind <> 'repost'
