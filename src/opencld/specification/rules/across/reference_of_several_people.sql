-- Title:  One event reference for different people
-- Grain:  one row per further person with the reference, at the person's first row
-- Source: collection guidance, Event Reference

WITH users AS (
    SELECT s.first_row AS other_row, e.person_id, min(e.row) AS row
    FROM shared_references AS s
    INNER JOIN events AS e ON e.event_type = s.event_type AND e.reference = s.reference
    WHERE e.person_id IS NOT NULL
    GROUP BY s.event_type, s.reference, s.first_row, e.person_id
)

SELECT row, other_row
FROM users
WHERE row > other_row
