-- What: a uniform sample of texts, for the words that mark a selection against its background.
-- Unit: posts. Every post of the selection is as likely to be drawn; the same selection draws the same posts.
-- Traps: a sample: rare words may be missed (its size is stated); reposts repeat their text and are left out.
SELECT text, author_key
FROM selected
WHERE kind <> 'repost' AND (post * 2654435761) % {steps} < $threshold
LIMIT $limit
