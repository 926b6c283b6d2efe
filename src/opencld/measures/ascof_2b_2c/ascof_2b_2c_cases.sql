-- Title:  ASCOF 2B and 2C: who is counted, and why others are not
-- Grain:  one row per local authority and service user with a stay in residential or nursing care, whenever it was
-- Source: ASCOF 2B and 2C methodology, sections 2 and 3; the rules are those of the tables that the figures are made from.
--         Of several stays the one that came furthest says what left a person out. The denominator is the population, so
--         nobody is in it by a stay. The age band of who is left out is that of the first stay.

WITH stays AS (
    SELECT
        c.la_code,
        c.person_id,
        c.age,
        -- a stay that passes the first table is judged by the second
        coalesce(c.left_out_by, a.left_out_by) AS left_out_by
    FROM ascof_2b_2c_candidates AS c
    LEFT JOIN ascof_2b_2c_admissions AS a ON a.record_id = c.record_id
),

people AS (
    SELECT la_code, person_id, min(age) AS age, max(left_out_by) AS left_out_by
    FROM stays
    GROUP BY la_code, person_id
)

SELECT
    r.period_start,
    r.period_end,
    p.la_code,
    p.person_id,
    CASE
        WHEN n.person_id IS NOT NULL THEN n.age_band
        WHEN p.age IS NULL THEN 'Unknown'
        WHEN p.age < 18 THEN 'Under 18'
        WHEN p.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    0 AS in_denominator,
    CASE WHEN n.person_id IS NOT NULL THEN 1 ELSE 0 END AS in_numerator,
    CASE WHEN n.person_id IS NULL THEN p.left_out_by END AS left_out_by
FROM people AS p
CROSS JOIN run AS r
LEFT JOIN ascof_2b_2c_people AS n ON n.la_code = p.la_code AND n.person_id = p.person_id
