-- What: the denominators of what was read: posts of the selection with a reading of each task (an empty list of
--       intents is a reading: nothing was wanted).
SELECT count(sentiment) AS sentiments, count(emotion) AS emotions, count(intents) AS intents FROM selected
