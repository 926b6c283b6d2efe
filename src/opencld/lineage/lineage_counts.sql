-- Title:  What became of the rows of a submission
-- Grain:  one row per fate and reason that occurs; the rows add up to those received
-- Source: lineage_rows, counted

SELECT place, fate, reason, count(*) AS rows
FROM lineage_rows
GROUP BY place, fate, reason
