-- Title:  One NHS number on several local identifiers
-- Grain:  one row per further identifier, at its first row with the number
-- Source: collection guidance, LA Person Unique Identifier

WITH holders AS (
    SELECT n.nhs_number AS value, n.first_row AS other_row, e.person_id, min(e.row) AS row
    FROM numbers AS n
    INNER JOIN candidates AS e ON e.nhs_number = n.nhs_number
    WHERE n.is_shared = 1 AND e.person_id IS NOT NULL
    GROUP BY n.nhs_number, n.first_row, e.person_id
)

SELECT row, value, other_row
FROM holders
WHERE row > other_row
