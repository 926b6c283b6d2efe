-- Title:  ASCOF 2A: why not counted
-- Grain:  one row per local authority and step that leaves somebody out, la_code `all` for all of them;
--         `in_denominator` says whether it is the numerator alone that they are left out of
-- Source: ascof_2a_cases, counted

SELECT
    period_start,
    period_end,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    in_denominator,
    left_out_by,
    count(*) AS episodes
FROM ascof_2a_cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS (
    (period_start, period_end, la_code, in_denominator, left_out_by),
    (period_start, period_end, in_denominator, left_out_by)
)
