-- What: posts of the sample that rankings of very many posts are made from; the denominator of their shares.
SELECT count(*) AS posts FROM selected WHERE {drawn}
