-- Title:  ASCOF 2E: why not counted
-- Grain:  one row per cohort, local authority and step that leaves somebody out, la_code `all` for all of them;
--         `in_denominator` says whether it is the numerator alone that they are left out of
-- Source: ascof_2e_cases, counted

SELECT
    period_start,
    period_end,
    cohort,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    in_denominator,
    left_out_by,
    count(*) AS people
FROM ascof_2e_cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS (
    (period_start, period_end, cohort, la_code, in_denominator, left_out_by),
    (period_start, period_end, cohort, in_denominator, left_out_by)
)
