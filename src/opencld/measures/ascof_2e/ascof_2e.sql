-- Title:  ASCOF 2E: people in long term support who live in their own home or with family
-- Grain:  one row per local authority, cohort, age band and gender
-- Source: ASCOF 2E methodology, section 3. Genders other than female and male are in the Total only. An authority without
--         anybody in a group has zeros there.

WITH shown AS (
    SELECT DISTINCT cohort, age_band, gender
    FROM ascof_2e_counts
    WHERE gender IN ('Male', 'Female', 'Total')
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    a.la_name,
    s.cohort,
    s.age_band,
    s.gender,
    coalesce(c.numerator, 0) AS numerator,
    coalesce(c.denominator, 0) AS denominator,
    coalesce(round_half_away(100 * divide(c.numerator, c.denominator), 1), 0) AS percent
FROM la_lookup AS a
CROSS JOIN run AS r
CROSS JOIN shown AS s
LEFT JOIN ascof_2e_counts AS c
    ON c.la_code = a.la_code
    AND c.cohort = s.cohort
    AND c.age_band = s.age_band
    AND c.gender = s.gender
