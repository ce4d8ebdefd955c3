-- What: who answers the party's posts. Unit: answers by others, the party's own answers to its own posts, distinct
--       accounts; `also`: accounts that wrote of the party otherwise, too, in the same days.
, direct AS (SELECT author_key, theirs FROM selected WHERE answers_them AND kind <> 'repost'),
free AS (SELECT DISTINCT author_key FROM selected WHERE about AND NOT answers_them AND author_key IS NOT NULL)
SELECT count(*) FILTER (NOT theirs) AS answers, count(*) FILTER (theirs) AS ours,
    count(DISTINCT author_key) FILTER (NOT theirs) AS people,
    count(DISTINCT author_key) FILTER (NOT theirs AND author_key IN (SELECT author_key FROM free)) AS also
FROM direct
