-- What: how many posts a selection has, by how many accounts, when the first was published, and when the newest were.
-- Unit: posts; reposts and private messages are left out.
SELECT
    count(*) AS posts, count(DISTINCT author_key) AS people, min(created_at) AS first,
    max(created_at, $newest) AS newest
FROM selected WHERE kind NOT IN ('repost', 'message') AND NOT starts_with(text, 'RT @')
