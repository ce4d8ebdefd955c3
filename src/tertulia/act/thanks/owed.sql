-- What: what others did for us since $since: shared or quoted a post of ours, recommended us, praised us to our
-- face. $handles: our handles as "network:handle", lower case; $monitors: the monitors of our own name.
WITH theirs AS (
    SELECT post, network, author_key, created_at, kind, reply_key, intents, mentions,
        try(json_extract_string(extra, '$.repost_of')) AS shared, try(json_extract_string(extra, '$.quoted')) AS quoted
    FROM posts WHERE NOT own AND created_at >= $since AND author_key IS NOT NULL AND kind <> 'message'
),
found AS (
    SELECT t.*, 'share' AS deed, 1 AS rank FROM theirs t
    JOIN posts o ON o.own AND o.network = t.network AND o.id = t.shared WHERE t.kind = 'repost'
    UNION ALL
    SELECT t.*, 'quote', 2 FROM theirs t JOIN posts o ON o.own AND o.network = t.network AND o.id = t.quoted
    UNION ALL
    SELECT t.*, 'recommendation', 3 FROM theirs t WHERE list_contains(t.intents, 'recommends') AND (
        list_has_any(list_transform(coalesce(t.mentions, []), lambda m: t.network || ':' || lower(m)), string_split($handles, ' '))
        OR t.post IN (SELECT post FROM mentions WHERE monitor IN (
            SELECT unnest(string_split(nullif($monitors, ''), ',')::BIGINT[]))))
    UNION ALL
    SELECT t.*, 'praise', 4 FROM theirs t WHERE list_contains(t.intents, 'praise') AND (
        list_has_any(list_transform(coalesce(t.mentions, []), lambda m: t.network || ':' || lower(m)), string_split($handles, ' '))
        OR t.reply_key IN (SELECT key FROM posts WHERE own))
)
SELECT post, network, author_key, created_at, deed FROM found
QUALIFY row_number() OVER (PARTITION BY post ORDER BY rank) = 1
ORDER BY created_at, post
