-- Title:  One event reference for different people
-- Grain:  one row per further person with the reference, at the person's first row
-- Source: collection guidance, Event Reference

WITH users AS (
    SELECT first_row AS other_row, person_id, min(row) AS row
    FROM shared_references
    GROUP BY event_type, reference, first_row, person_id
)

SELECT row, other_row
FROM users
WHERE row > other_row
