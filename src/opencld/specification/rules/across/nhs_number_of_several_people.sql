-- Title:  One NHS number on several local identifiers
-- Grain:  one row per further identifier, at its first row with the number
-- Source: collection guidance, LA Person Unique Identifier

WITH shared AS (
    SELECT nhs_number, min(row) AS other_row
    FROM events
    WHERE nhs_number IS NOT NULL AND person_id IS NOT NULL
    GROUP BY nhs_number
    HAVING min(person_id) <> max(person_id)
),

people AS (
    SELECT s.nhs_number AS value, s.other_row, e.person_id, min(e.row) AS row
    FROM shared AS s
    INNER JOIN events AS e ON e.nhs_number = s.nhs_number
    WHERE e.person_id IS NOT NULL
    GROUP BY s.nhs_number, s.other_row, e.person_id
)

SELECT row, value, other_row
FROM people
WHERE row > other_row
