-- Title:  People in long term support, with where they live
-- Grain:  one row per cohort, local authority and person
-- Source: ASCOF 2E methodology, step 7

WITH cohorts AS (
    SELECT 'all' AS cohort, la_code, person_id, age, age_band, gender, accommodation_status, settled
    FROM ascof_2e_candidates
    WHERE left_out_by IS NULL
    UNION ALL
    SELECT 'learning_disability' AS cohort, la_code, person_id, age, age_band, gender, accommodation_status, settled
    FROM ascof_2e_candidates
    WHERE left_out_by IS NULL AND primary_support_reason = 'Learning disability support' AND age_band = '18 to 64'
)

SELECT
    r.period_start,
    r.period_end,
    c.cohort,
    c.la_code,
    c.person_id,
    c.age,
    c.age_band,
    c.gender,
    c.accommodation_status,
    c.settled
FROM cohorts AS c
CROSS JOIN run AS r
