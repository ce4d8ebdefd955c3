-- What: the monitors that find a post, and what it says of their subjects where that was read apart.
SELECT DISTINCT ON (monitor) monitor, sentiment::VARCHAR AS sentiment, negative_p, neutral_p, positive_p
FROM mentions WHERE post = $post ORDER BY monitor
