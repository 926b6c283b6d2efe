-- Title:  ASCOF 2D: why not counted
-- Grain:  one row per part, local authority and step that leaves an episode or a discharge out, la_code `all` for all of
--         them; `in_denominator` says whether it is the numerator alone that they are left out of
-- Source: ascof_2d_part1_cases and ascof_2d_part2_cases, counted

WITH cases AS (
    SELECT DISTINCT
        '1' AS part, period_start, period_end, la_code, person_id, episode, NULL AS spell_id, in_denominator, left_out_by
    FROM ascof_2d_part1_cases
    UNION ALL
    SELECT DISTINCT
        '2' AS part, period_start, period_end, la_code, person_id, NULL AS episode, spell_id, in_denominator, left_out_by
    FROM ascof_2d_part2_cases
)

SELECT
    period_start,
    period_end,
    part,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    in_denominator,
    left_out_by,
    count(*) AS cases
FROM cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS (
    (period_start, period_end, part, la_code, in_denominator, left_out_by),
    (period_start, period_end, part, in_denominator, left_out_by)
)
