-- Title:  People newly admitted to residential or nursing care
-- Grain:  one row per local authority and person
-- Source: ASCOF 2B and 2C methodology, section 3. Who turned 65 between two admissions counts once, as under 65.

SELECT
    r.period_start,
    r.period_end,
    n.la_code,
    n.person_id,
    CASE WHEN min(n.age) < 65 THEN '18 to 64' ELSE '65 and above' END AS age_band
FROM ascof_2b_2c_admissions AS n
CROSS JOIN run AS r
WHERE n.left_out_by IS NULL
GROUP BY r.period_start, r.period_end, n.la_code, n.person_id
