-- Title:  One person with different birth dates, dates of death or NHS numbers
-- Grain:  one row per person, field and value other than the commonest, at the value's first row
-- Source: collection guidance, Person Details. Blank and unreadable values do not conflict.

WITH conflicting AS (
    SELECT person_id
    FROM people
    WHERE has_two_identities = 1
),

details AS (
    SELECT e.row, e.person_id, 'date_of_birth' AS field, strftime(e.date_of_birth, '%d/%m/%Y') AS value
    FROM candidates AS e INNER JOIN conflicting AS c ON e.person_id = c.person_id
    UNION ALL
    SELECT e.row, e.person_id, 'date_of_death' AS field, strftime(e.date_of_death, '%d/%m/%Y') AS value
    FROM candidates AS e INNER JOIN conflicting AS c ON e.person_id = c.person_id
    UNION ALL
    SELECT e.row, e.person_id, 'nhs_number' AS field, e.nhs_number AS value
    FROM candidates AS e INNER JOIN conflicting AS c ON e.person_id = c.person_id
),

counted AS (
    SELECT person_id, field, value, min(row) AS row, count(*) AS rows
    FROM details
    WHERE value IS NOT NULL
    GROUP BY person_id, field, value
),

ranked AS (
    SELECT
        row,
        rows,
        field,
        value,
        row_number() OVER (PARTITION BY person_id, field ORDER BY rows DESC NULLS LAST, row NULLS LAST) AS rank,
        first_value(row) OVER (PARTITION BY person_id, field ORDER BY rows DESC NULLS LAST, row NULLS LAST)
            AS other_row
    FROM counted
)

SELECT row, field, value, rows, other_row
FROM ranked
WHERE rank > 1
