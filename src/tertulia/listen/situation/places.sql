-- What: where, in which language and at which hour people write of the party, and where it publishes itself.
-- Unit: posts. `said`: by others; `published`: by the party of its own accord; `answered`: its replies and comments.
-- `what` is network, language, hour (0 to 23, the zone's clock) or kind.
, counted AS (
    SELECT network, coalesce(lang, 'und') AS lang, hour({clock}) AS hour, kind::VARCHAR AS kind, about, theirs,
        kind IN ('reply', 'comment') OR reply_key IS NOT NULL AS answers
    FROM selected
)
SELECT what, label, count(*) FILTER (about) AS said, count(*) FILTER (theirs AND NOT answers) AS published,
    count(*) FILTER (theirs AND answers) AS answered
FROM (
    SELECT 'network' AS what, network AS label, about, theirs, answers FROM counted
    UNION ALL SELECT 'language', lang, about, theirs, answers FROM counted
    UNION ALL SELECT 'hour', hour::VARCHAR, about, theirs, answers FROM counted
    UNION ALL SELECT 'kind', kind, about, theirs, answers FROM counted
)
GROUP BY what, label ORDER BY what, said DESC, published DESC, label
