-- Title:  Rows identical in all 48 fields
-- Grain:  one row per repetition, with the first row it repeats
-- Source: collection guidance, Event Reference (each event once)

WITH copies AS (
    SELECT row, min(row) OVER (PARTITION BY row_hash) AS other_row
    FROM repeated_rows
)

SELECT row, other_row
FROM copies
WHERE row > other_row
