-- What: posts of the selection; the denominator of most shares.
SELECT count(*) AS posts FROM selected
