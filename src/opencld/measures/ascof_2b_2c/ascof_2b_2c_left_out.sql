-- Title:  ASCOF 2B and 2C: why not counted
-- Grain:  one row per age_band, local authority and step that leaves somebody out, la_code `all` for all of them;
--         `in_denominator` says whether it is the numerator alone that they are left out of
-- Source: ascof_2b_2c_cases, counted

SELECT
    period_start,
    period_end,
    age_band,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    in_denominator,
    left_out_by,
    count(*) AS people
FROM ascof_2b_2c_cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS (
    (period_start, period_end, age_band, la_code, in_denominator, left_out_by),
    (period_start, period_end, age_band, in_denominator, left_out_by)
)
