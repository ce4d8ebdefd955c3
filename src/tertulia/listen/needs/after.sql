-- What: of each need that was answered, how many people asked before and how many after the answer, over all stored
-- posts; since when they ask; and when the newest of all posts was published, up to which asking can be seen.
-- again: of the people after, those who had asked before too.
WITH members AS MATERIALIZED (
    SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]) AS post,
        unnest(string_split(nullif($needs, ''), ',')::BIGINT[]) AS need,
        unnest(string_split(nullif($answered, ''), ',')::TIMESTAMP[]) AS answered
),
people AS (
    SELECT need, answered, coalesce(author_key::HUGEINT, -p.post) AS person,
        min(created_at) AS first, max(created_at) AS last
    FROM members JOIN posts p USING (post) GROUP BY ALL
)
SELECT need, count(*) FILTER (first <= answered) AS before, count(*) FILTER (last > answered) AS after,
    count(*) FILTER (first <= answered AND last > answered) AS again,
    min(first) AS since, any_value(answered) AS answered, (SELECT max(created_at) FROM posts) AS newest
FROM people GROUP BY need
