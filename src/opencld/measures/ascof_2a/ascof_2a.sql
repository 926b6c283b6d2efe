-- Title:  ASCOF 2A: reablement of new clients without long term support after
-- Grain:  one row per local authority and age band
-- Source: ASCOF 2A methodology, section 6 (summary). Episodes of people of unknown age are in the Total only.

WITH bands AS (
    SELECT '18 to 64' AS age_band
    UNION ALL
    SELECT '65 and above' AS age_band
    UNION ALL
    SELECT 'Total' AS age_band
),

counted AS (
    SELECT
        la_code,
        CASE WHEN grouping(age_band) = 1 THEN 'Total' ELSE age_band END AS age_band,
        CAST(sum(CASE WHEN counts_in_numerator = 'Y' THEN episodes ELSE 0 END) AS BIGINT) AS numerator,
        CAST(sum(CASE WHEN counts_in_denominator = 'Y' THEN episodes ELSE 0 END) AS BIGINT) AS denominator
    FROM ascof_2a_outcomes
    GROUP BY GROUPING SETS ((la_code, age_band), (la_code))
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    a.la_name,
    b.age_band,
    coalesce(c.numerator, 0) AS numerator,
    coalesce(c.denominator, 0) AS denominator,
    coalesce(round_half_away(100 * divide(c.numerator, c.denominator), 1), 0) AS percent
FROM la_lookup AS a
CROSS JOIN run AS r
CROSS JOIN bands AS b
LEFT JOIN counted AS c ON c.la_code = a.la_code AND c.age_band = b.age_band
