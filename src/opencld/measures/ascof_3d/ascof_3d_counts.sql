-- Title:  People by self-directed support, counted
-- Grain:  one row per part, local authority and age band, all ages among them as Total
-- Source: ASCOF 3D methodology, sections 1 (step 5) and 2 (step 4): 1a and 1b self-directed support, 2a and 2b direct
--         payments; of clients in the community (a) and of carers with support (b)

WITH clients AS (
    SELECT DISTINCT la_code, person_id, age_band, rank
    FROM ascof_3d_clients
    WHERE rank >= 3 AND rank <= 6
),

counted AS (
    SELECT '1a' AS part, la_code, age_band, CASE WHEN rank <= 4 THEN 1 ELSE 0 END AS is_counted
    FROM clients
    UNION ALL
    SELECT '2a' AS part, la_code, age_band, CASE WHEN rank = 3 THEN 1 ELSE 0 END AS is_counted
    FROM clients
    UNION ALL
    SELECT '1b' AS part, la_code, age_band, CASE WHEN rank <= 2 THEN 1 ELSE 0 END AS is_counted
    FROM ascof_3d_carers
    WHERE rank <= 3
    UNION ALL
    SELECT '2b' AS part, la_code, age_band, CASE WHEN rank = 1 THEN 1 ELSE 0 END AS is_counted
    FROM ascof_3d_carers
    WHERE rank <= 3
)

SELECT
    part,
    la_code,
    CASE WHEN grouping(age_band) = 1 THEN 'Total' ELSE age_band END AS age_band,
    count(CASE WHEN is_counted = 1 THEN part END) AS numerator,
    count(*) AS denominator
FROM counted
GROUP BY GROUPING SETS ((part, la_code, age_band), (part, la_code))
