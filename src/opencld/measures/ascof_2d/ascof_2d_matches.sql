-- Title:  ASCOF 2D: how many people in the hospital spells are known
-- Grain:  one row
-- Source: ASCOF 2D methodology, section 1: people are matched by their NHS numbers, so those known by a local identifier only
--         never are

WITH patients AS (
    SELECT DISTINCT nhs_number
    FROM hospital_spells
    WHERE nhs_number IS NOT NULL
),

known AS (
    SELECT DISTINCT person_id
    FROM main_joined
)

SELECT count(p.nhs_number) AS people, count(k.person_id) AS people_matched
FROM patients AS p
LEFT JOIN known AS k ON k.person_id = p.nhs_number
