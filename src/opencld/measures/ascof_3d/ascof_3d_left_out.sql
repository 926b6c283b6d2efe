-- Title:  ASCOF 3D: why not counted
-- Grain:  one row per part, local authority and step that leaves somebody out, la_code `all` for all of them;
--         `in_denominator` says whether it is the numerator alone that they are left out of
-- Source: ascof_3d_cases, counted

SELECT
    period_start,
    period_end,
    part,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    in_denominator,
    left_out_by,
    count(*) AS people
FROM ascof_3d_cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS (
    (period_start, period_end, part, la_code, in_denominator, left_out_by),
    (period_start, period_end, part, in_denominator, left_out_by)
)
