-- Title:  One event reference for different people
-- Grain:  one row per further person with the reference, at the person's first row
-- Source: collection guidance, Event Reference

WITH shared AS (
    SELECT event_type, reference, min(row) AS other_row
    FROM events
    WHERE reference IS NOT NULL AND event_type IS NOT NULL AND person_id IS NOT NULL
    GROUP BY event_type, reference
    HAVING min(person_id) <> max(person_id)
),

people AS (
    SELECT s.other_row, e.person_id, min(e.row) AS row
    FROM shared AS s
    INNER JOIN events AS e ON e.event_type = s.event_type AND e.reference = s.reference
    WHERE e.person_id IS NOT NULL
    GROUP BY s.event_type, s.reference, s.other_row, e.person_id
)

SELECT row, other_row
FROM people
WHERE row > other_row
