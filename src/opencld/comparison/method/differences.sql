-- Title:  Differences between the returns
-- Grain:  one row per line that only one return has; per pair of lines and changed field, but once per person where the
--         field describes the person; per person whose identifier changed; per pair that is spelt otherwise
-- Source: the tables before this one. `lines` counts the lines that a row stands for.

CREATE TABLE differences AS
WITH described AS (
    SELECT c.*,
        CASE WHEN f.module = 'Person Details' AND c.kind = 'changed' THEN 1 ELSE 0 END AS is_of_person
    FROM changed_fields AS c
    INNER JOIN fields AS f ON f.name = c.field
    LEFT JOIN changed_people AS p ON p.person = c.person AND p.field = c.field
    -- an identifier that changed is told once, of the person
    WHERE p.person IS NULL
)

SELECT kind, 1 AS is_certain, CAST(NULL AS VARCHAR) AS way, person, event_type, CAST(NULL AS VARCHAR) AS field,
    CAST(NULL AS VARCHAR) AS before, CAST(NULL AS VARCHAR) AS after,
    CASE WHEN side = 'last' THEN row END AS last_row, CASE WHEN side = 'this' THEN row END AS this_row, 1 AS lines,
    closing_day
FROM one_sided
UNION ALL
SELECT kind, is_certain, way, person, event_type, field, before, after, last_row, this_row, 1 AS lines, NULL AS closing_day
FROM described
WHERE is_of_person = 0
UNION ALL
SELECT kind, max(is_certain) AS is_certain, min(way) AS way, person, min_by(event_type, this_row) AS event_type, field,
    before, after, min(last_row) AS last_row, min(this_row) AS this_row, count(*) AS lines, NULL AS closing_day
FROM described
WHERE is_of_person = 1
GROUP BY kind, person, field, before, after
UNION ALL
SELECT p.kind, 1 AS is_certain, NULL AS way, p.person, t.event_type, p.field,
    CASE WHEN p.field = 'nhs_number' THEN l.nhs_number ELSE l.la_person_unique_identifier END AS before,
    CASE WHEN p.field = 'nhs_number' THEN t.nhs_number ELSE t.la_person_unique_identifier END AS after,
    p.last_row, p.this_row, p.lines, NULL AS closing_day
FROM changed_people AS p
INNER JOIN named_rows AS l ON l.side = 'last' AND l.row = p.last_row
INNER JOIN named_rows AS t ON t.side = 'this' AND t.row = p.this_row
UNION ALL
SELECT 'reworded' AS kind, p.is_certain, p.way, n.person, p.event_type, NULL AS field, NULL AS before, NULL AS after,
    p.last_row, p.this_row, 1 AS lines, NULL AS closing_day
FROM people AS n
RIGHT JOIN (
    SELECT w.*, e.nhs, e.local_id, e.event_type
    FROM this_rows AS e
    INNER JOIN reworded_pairs AS w ON w.this_row = e.row
) AS p
    ON p.nhs IS NOT DISTINCT FROM n.nhs
    AND p.local_id IS NOT DISTINCT FROM n.local_id;
