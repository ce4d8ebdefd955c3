-- What: posts of the selection in which what they say of the monitor's subject counts, not how they are as a whole.
-- Traps: only where the one monitor selected is a company's, and the post names another company too.
SELECT count(*) AS posts FROM selected WHERE told_apart
