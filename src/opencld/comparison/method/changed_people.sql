-- Title:  People whose local identifier or NHS number is another, or is there now, or no longer
-- Grain:  one row per person and what changed; identifiers by the first row of each return that has them
-- Source: main tables methodology, step E1: the centre knows a person by the NHS number, otherwise by the local
--         identifier. An identifier counts as changed where the person has none in common in both returns.

CREATE TABLE changed_people AS
WITH doubtful AS (
    -- whoever has one identity only has that one in both returns, or is in one of them only
    SELECT p.*
    FROM people AS p
    INNER JOIN (SELECT person FROM people GROUP BY person HAVING count(*) > 1) AS several ON several.person = p.person
),

local_ids AS (
    SELECT person, local_id, sum(last_lines) AS last_lines, sum(this_lines) AS this_lines, min(last_row) AS last_row,
        min(this_row) AS this_row
    FROM doubtful
    WHERE local_id IS NOT NULL
    GROUP BY person, local_id
),

numbers AS (
    SELECT person, nhs, sum(last_lines) AS last_lines, sum(this_lines) AS this_lines, min(last_row) AS last_row,
        min(this_row) AS this_row
    FROM doubtful
    GROUP BY person, nhs
)

SELECT person, 'local_id' AS kind, 'la_person_unique_identifier' AS field, min(last_row) AS last_row,
    min(this_row) AS this_row, sum(this_lines) AS lines
FROM local_ids
GROUP BY person
HAVING sum(last_lines) > 0
    AND sum(this_lines) > 0
    AND count(*) FILTER (WHERE last_lines > 0 AND this_lines > 0) = 0
UNION ALL
SELECT person,
    CASE
        WHEN sum(last_lines) FILTER (WHERE nhs IS NOT NULL) > 0 AND sum(this_lines) FILTER (WHERE nhs IS NOT NULL) > 0
            THEN 'nhs_number'
        WHEN sum(this_lines) FILTER (WHERE nhs IS NOT NULL) > 0 THEN 'nhs_number_found'
        ELSE 'nhs_number_lost'
    END AS kind,
    'nhs_number' AS field,
    coalesce(min(last_row) FILTER (WHERE nhs IS NOT NULL), min(last_row)) AS last_row,
    coalesce(min(this_row) FILTER (WHERE nhs IS NOT NULL), min(this_row)) AS this_row,
    sum(this_lines) AS lines
FROM numbers
GROUP BY person
HAVING sum(last_lines) > 0
    AND sum(this_lines) > 0
    AND count(nhs) > 0
    AND count(*) FILTER (WHERE nhs IS NOT NULL AND last_lines > 0 AND this_lines > 0) = 0;
