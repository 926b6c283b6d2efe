-- Title:  Rows identical in all 48 fields
-- Grain:  one row per repetition, with the first row it repeats
-- Source: collection guidance, Event Reference (each event once)

WITH repeated AS (
    SELECT row_hash, min(row) AS other_row
    FROM events
    GROUP BY row_hash
    HAVING count(*) > 1
)

SELECT e.row, r.other_row
FROM events AS e
INNER JOIN repeated AS r ON e.row_hash = r.row_hash
WHERE e.row > r.other_row
