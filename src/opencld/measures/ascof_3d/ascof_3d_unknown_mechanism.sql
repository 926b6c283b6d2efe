-- Title:  ASCOF 3D: people whose delivery mechanism is unknown
-- Grain:  one row per local authority and cohort
-- Source: ASCOF 3D methodology, section 3 (unknowns)

WITH unknown AS (
    SELECT DISTINCT 'clients' AS cohort, la_code, person_id
    FROM ascof_3d_clients
    WHERE rank = 6
    UNION ALL
    SELECT 'carers' AS cohort, la_code, person_id
    FROM ascof_3d_carers
    WHERE rank = 4
),

cohorts AS (
    SELECT 'clients' AS cohort
    UNION ALL
    SELECT 'carers' AS cohort
),

counted AS (
    SELECT cohort, la_code, count(*) AS people
    FROM unknown
    GROUP BY cohort, la_code
)

SELECT r.period_start, r.period_end, a.la_code, a.la_name, c.cohort, coalesce(n.people, 0) AS people
FROM la_lookup AS a
CROSS JOIN run AS r
CROSS JOIN cohorts AS c
LEFT JOIN counted AS n ON n.la_code = a.la_code AND n.cohort = c.cohort
