-- Title:  ASCOF 2E: people whose accommodation is unknown or presumed
-- Grain:  one row per local authority and cohort
-- Source: ASCOF 2E methodology, section 3 (unknowns). Persons of unknown age are among them.

WITH cohorts AS (
    SELECT 'all' AS cohort
    UNION ALL
    SELECT 'learning_disability' AS cohort
),

unknown AS (
    SELECT cohort, la_code, count(*) AS people
    FROM ascof_2e_people
    WHERE accommodation_status IN ('Unknown', 'Unknown: Presumed at home', 'Unknown: Presumed in community')
        OR settled IS NULL
    GROUP BY cohort, la_code
)

SELECT r.period_start, r.period_end, a.la_code, a.la_name, c.cohort, coalesce(u.people, 0) AS people
FROM la_lookup AS a
CROSS JOIN run AS r
CROSS JOIN cohorts AS c
LEFT JOIN unknown AS u ON u.la_code = a.la_code AND u.cohort = c.cohort
