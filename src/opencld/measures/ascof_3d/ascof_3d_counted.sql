-- Title:  People in each part of ASCOF 3D
-- Grain:  one row per part, local authority and person in its denominator
-- Source: ASCOF 3D methodology, sections 1 (step 5) and 2 (step 4): 1a and 1b self-directed support, 2a and 2b direct
--         payments; of clients in the community (a) and of carers with support (b)

WITH clients AS (
    SELECT DISTINCT la_code, person_id, age_band, rank
    FROM ascof_3d_clients
    WHERE rank >= 3 AND rank <= 6
)

SELECT '1a' AS part, la_code, person_id, age_band, rank, CASE WHEN rank <= 4 THEN 1 ELSE 0 END AS is_counted
FROM clients
UNION ALL
SELECT '2a' AS part, la_code, person_id, age_band, rank, CASE WHEN rank = 3 THEN 1 ELSE 0 END AS is_counted
FROM clients
UNION ALL
SELECT '1b' AS part, la_code, person_id, age_band, rank, CASE WHEN rank <= 2 THEN 1 ELSE 0 END AS is_counted
FROM ascof_3d_carers
WHERE rank <= 3
UNION ALL
SELECT '2b' AS part, la_code, person_id, age_band, rank, CASE WHEN rank = 1 THEN 1 ELSE 0 END AS is_counted
FROM ascof_3d_carers
WHERE rank <= 3
