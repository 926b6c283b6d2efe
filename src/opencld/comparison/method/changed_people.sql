-- Title:  People whose local identifier or NHS number is another, or is there now, or no longer
-- Grain:  one row per person and what changed
-- Source: main tables methodology, step E1: the centre knows a person by the NHS number, otherwise by the local
--         identifier. A local identifier counts as changed where the person has none in common in both returns.

CREATE TABLE changed_people AS
WITH local_ids AS (
    SELECT person, side, local_id, min(first_row) AS first_row, sum(lines) AS lines
    FROM people
    WHERE local_id IS NOT NULL
    GROUP BY person, side, local_id
),

in_common AS (
    SELECT DISTINCT l.person
    FROM local_ids AS l
    INNER JOIN local_ids AS t ON t.person = l.person AND t.local_id = l.local_id AND t.side = 'this'
    WHERE l.side = 'last'
),

numbers AS (
    SELECT person, side, min(nhs) AS nhs, count(DISTINCT nhs) AS different,
        min(first_row) FILTER (WHERE nhs IS NOT NULL) AS numbered_row, min(first_row) AS first_row, sum(lines) AS lines
    FROM people
    GROUP BY person, side
)

SELECT l.person, 'local_id' AS kind, 'la_person_unique_identifier' AS field,
    min(l.local_id) AS before, min(t.local_id) AS after,
    min(l.first_row) AS last_row, min(t.first_row) AS this_row, max(t.lines) AS lines
FROM local_ids AS l
INNER JOIN local_ids AS t ON t.person = l.person AND t.side = 'this'
LEFT JOIN in_common AS c ON c.person = l.person
WHERE l.side = 'last' AND c.person IS NULL
GROUP BY l.person
UNION ALL
SELECT l.person,
    CASE
        WHEN l.nhs IS NULL THEN 'nhs_number_found'
        WHEN t.nhs IS NULL THEN 'nhs_number_lost'
        ELSE 'nhs_number'
    END AS kind,
    'nhs_number' AS field,
    l.nhs AS before, t.nhs AS after,
    coalesce(l.numbered_row, l.first_row) AS last_row, coalesce(t.numbered_row, t.first_row) AS this_row, t.lines
FROM numbers AS l
INNER JOIN numbers AS t ON t.person = l.person AND t.side = 'this'
WHERE l.side = 'last'
    AND l.nhs IS DISTINCT FROM t.nhs
    AND l.different <= 1
    AND t.different <= 1;
