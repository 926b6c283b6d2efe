-- Title:  One person with different genders or ethnicities
-- Grain:  one row per person, field and value other than the commonest, at the value's first row
-- Source: collection guidance, Person Details. Values that say nothing is known do not conflict.

WITH known AS (
    SELECT
        row,
        person_id,
        CASE WHEN gender <> 'Unknown' THEN gender END AS gender,
        CASE WHEN ethnicity NOT LIKE 'No data:%' THEN ethnicity END AS ethnicity
    FROM events
    WHERE person_id IS NOT NULL
),

conflicting AS (
    SELECT person_id
    FROM known
    GROUP BY person_id
    HAVING min(gender) <> max(gender) OR min(ethnicity) <> max(ethnicity)
),

details AS (
    SELECT k.row, k.person_id, 'gender' AS field, k.gender AS value
    FROM known AS k INNER JOIN conflicting AS c ON k.person_id = c.person_id
    UNION ALL
    SELECT k.row, k.person_id, 'ethnicity' AS field, k.ethnicity AS value
    FROM known AS k INNER JOIN conflicting AS c ON k.person_id = c.person_id
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
