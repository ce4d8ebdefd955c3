-- What: how much each of the four kinds is asked for in each need: the sum over its posts of the probability that
-- the newest reading gives the kind; 1 where a person said so.
WITH members AS (
    SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]) AS post,
        unnest(string_split(nullif($needs, ''), ',')::BIGINT[]) AS need
),
newest AS (
    SELECT post, arg_max(intents, read_at) AS told, arg_max(intents_p, read_at) AS chances
    FROM readings WHERE post IN (SELECT post FROM members) AND intents IS NOT NULL GROUP BY post
),
said AS (
    SELECT m.need, unnest(p.intents) AS kind, n.told, n.chances
    FROM members m JOIN posts p USING (post) LEFT JOIN newest n USING (post)
)
SELECT need, kind, sum(CASE WHEN list_contains(told, kind) THEN coalesce(chances[list_position(told, kind)], 1) ELSE 1 END) AS weight
FROM said WHERE list_contains($asking, kind) GROUP BY ALL
