-- Title:  ASCOF 2E: who is counted, and why others are not
-- Grain:  one row per cohort, local authority and person considered: of the cohort learning_disability, those whose support
--         reason that is
-- Source: ASCOF 2E methodology, steps 1 to 8; the rules are those of the tables that the figures are made from

WITH cohorts AS (
    SELECT 'all' AS cohort, la_code, person_id, age_band, gender, accommodation_status, settled, left_out_by
    FROM ascof_2e_candidates
    UNION ALL
    SELECT 'learning_disability' AS cohort, la_code, person_id, age_band, gender, accommodation_status, settled, left_out_by
    FROM ascof_2e_candidates
    WHERE primary_support_reason = 'Learning disability support'
),

judged AS (
    SELECT
        c.cohort,
        c.la_code,
        c.person_id,
        c.age_band,
        c.gender,
        c.accommodation_status,
        c.settled,
        CASE WHEN p.person_id IS NOT NULL AND p.age_band <> 'Unknown' THEN 1 ELSE 0 END AS in_denominator,
        CASE
            WHEN c.left_out_by IS NOT NULL THEN c.left_out_by
            WHEN p.person_id IS NULL AND c.age_band = '65 and above' THEN '4: 65 or older, and the cohort is of 18 to 64'
            WHEN c.age_band = 'Unknown' THEN '5: age is unknown'
            WHEN c.settled = 1 THEN NULL
            WHEN c.settled IS NULL OR c.accommodation_status LIKE 'Unknown%'
                THEN '6: where they live is unknown, or presumed to be no home of their own'
            ELSE '7: lives neither in a home of their own nor with family'
        END AS left_out_by
    FROM cohorts AS c
    LEFT JOIN ascof_2e_people AS p
        ON p.cohort = c.cohort AND p.la_code = c.la_code AND p.person_id = c.person_id
)

SELECT
    r.period_start,
    r.period_end,
    j.cohort,
    j.la_code,
    j.person_id,
    j.age_band,
    j.gender,
    j.accommodation_status,
    j.in_denominator,
    CASE WHEN j.in_denominator = 1 AND j.settled = 1 THEN 1 ELSE 0 END AS in_numerator,
    j.left_out_by
FROM judged AS j
CROSS JOIN run AS r
