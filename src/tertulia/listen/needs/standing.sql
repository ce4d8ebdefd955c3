-- What: each need in a selection: posts, distinct people (accounts; a post without an author is one), first and last
-- post, the views of the posts that have them, the followers of the people whose number is known, the people in the
-- second half of the days, networks, and languages.
, members AS MATERIALIZED (
    SELECT unnest(string_split(nullif($posts, ''), ',')::BIGINT[]) AS post,
        unnest(string_split(nullif($needs, ''), ',')::BIGINT[]) AS need
),
said AS MATERIALIZED (
    SELECT m.need, s.post, s.created_at, s.views, s.followers, s.network, coalesce(s.lang, 'und') AS lang,
        coalesce(s.author_key::HUGEINT, -s.post) AS person
    FROM members m JOIN selected s USING (post)
),
reached AS (
    SELECT need, sum(followers) AS followers, count(*) AS known
    FROM (SELECT need, person, max(followers) AS followers FROM said GROUP BY ALL) WHERE followers IS NOT NULL GROUP BY need
)
SELECT need, count(*) AS posts, count(DISTINCT person) AS people, min(created_at) AS first, max(created_at) AS last,
    sum(views)::BIGINT AS views, any_value(r.followers)::BIGINT AS followers, any_value(r.known) AS known,
    count(DISTINCT person) FILTER (created_at >= $middle) AS late,
    count(DISTINCT person) FILTER (created_at < $middle) AS early,
    histogram(network) AS networks, histogram(lang) AS languages
FROM said LEFT JOIN reached r USING (need) GROUP BY need
