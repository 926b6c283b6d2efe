-- Title:  ASCOF 3D: people who direct their own support
-- Grain:  one row per local authority, part and age band
-- Source: ASCOF 3D methodology, section 3. Persons of unknown age are in the Total only. An authority without anybody in a
--         group has zeros there.

WITH shown AS (
    SELECT DISTINCT part, age_band
    FROM ascof_3d_counts
    WHERE age_band <> 'Unknown'
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    a.la_name,
    s.part,
    s.age_band,
    coalesce(c.numerator, 0) AS numerator,
    coalesce(c.denominator, 0) AS denominator,
    coalesce(round_half_away(100 * divide(c.numerator, c.denominator), 1), 0) AS percent
FROM la_lookup AS a
CROSS JOIN run AS r
CROSS JOIN shown AS s
LEFT JOIN ascof_3d_counts AS c ON c.la_code = a.la_code AND c.part = s.part AND c.age_band = s.age_band
