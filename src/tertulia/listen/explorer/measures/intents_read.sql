-- What: the denominator of the intents: posts of the selection whose intents were read (an empty list is a reading).
SELECT count(intents) AS posts FROM selected
