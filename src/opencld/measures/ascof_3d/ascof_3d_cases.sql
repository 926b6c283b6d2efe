-- Title:  ASCOF 3D: who is counted, and why others are not
-- Grain:  one row per part, local authority and person considered: for 1a and 2a each service user with long term support,
--         for 1b and 2b each unpaid carer, whenever that was
-- Source: ASCOF 3D methodology, sections 1 and 2; the rules are those of the tables that the figures are made from. Of
--         several records the one that came furthest says what left a person out.

WITH records AS (
    SELECT 'clients' AS cohort, la_code, person_id, age_band, left_out_by
    FROM ascof_3d_client_candidates
    UNION ALL
    SELECT 'carers' AS cohort, la_code, person_id, age_band, left_out_by
    FROM ascof_3d_carer_candidates
),

people AS (
    SELECT
        cohort,
        la_code,
        person_id,
        max(age_band) AS age_band,
        -- nothing leaves out whom no step left out on one record
        CASE WHEN count(*) = count(left_out_by) THEN max(left_out_by) END AS left_out_by
    FROM records
    GROUP BY cohort, la_code, person_id
),

best AS (
    SELECT 'clients' AS cohort, la_code, person_id, min(rank) AS rank
    FROM ascof_3d_clients
    GROUP BY la_code, person_id
    UNION ALL
    SELECT 'carers' AS cohort, la_code, person_id, rank
    FROM ascof_3d_carers
),

parts AS (
    SELECT '1a' AS part, 'clients' AS cohort
    UNION ALL
    SELECT '2a' AS part, 'clients' AS cohort
    UNION ALL
    SELECT '1b' AS part, 'carers' AS cohort
    UNION ALL
    SELECT '2b' AS part, 'carers' AS cohort
)

SELECT
    r.period_start,
    r.period_end,
    t.part,
    p.la_code,
    p.person_id,
    p.age_band,
    CASE WHEN n.person_id IS NOT NULL THEN 1 ELSE 0 END AS in_denominator,
    CASE WHEN n.is_counted = 1 THEN 1 ELSE 0 END AS in_numerator,
    CASE
        WHEN p.left_out_by IS NOT NULL THEN p.left_out_by
        WHEN n.is_counted = 1 THEN NULL
        WHEN n.person_id IS NULL AND t.cohort = 'clients' AND b.rank <= 2 THEN '6: in residential or nursing care'
        WHEN n.person_id IS NULL AND t.cohort = 'clients' THEN '6: in prison'
        WHEN n.person_id IS NULL AND b.rank = 4 THEN '6: how support is delivered is unknown'
        WHEN n.person_id IS NULL THEN '6: no support direct to the carer'
        WHEN n.rank = 6 THEN '7: how support is delivered is unknown'
        WHEN t.part IN ('2a', '2b') THEN '7: no direct payment'
        ELSE '7: support is not self-directed'
    END AS left_out_by
FROM people AS p
CROSS JOIN run AS r
INNER JOIN parts AS t ON t.cohort = p.cohort
LEFT JOIN ascof_3d_counted AS n ON n.part = t.part AND n.la_code = p.la_code AND n.person_id = p.person_id
LEFT JOIN best AS b ON b.cohort = p.cohort AND b.la_code = p.la_code AND b.person_id = p.person_id
