-- Title:  People of both returns
-- Grain:  one row per NHS number and local identifier, with the person (a number) they stand for in both returns
-- Source: main tables methodology, step E1 (person id): the NHS number, otherwise the local identifier. A local
--         identifier that goes with one NHS number only, in either return, stands for that number's person, so that a
--         number found or lost between the returns, or missing on single rows, makes nobody another person.

CREATE TABLE people AS
WITH numbered AS (
    SELECT i.*, coalesce(c.nhs_last, i.nhs) AS number
    FROM identities AS i
    LEFT JOIN changed_numbers AS c ON c.nhs_this = i.nhs
),

known_by AS (
    SELECT n.local_id, min(n.number) AS number
    FROM numbered AS n
    INNER JOIN (SELECT local_id FROM identities WHERE nhs IS NULL) AS unnumbered ON unnumbered.local_id = n.local_id
    WHERE n.number IS NOT NULL
    GROUP BY n.local_id
    HAVING count(DISTINCT n.number) = 1
)

SELECT n.nhs, n.local_id, n.last_lines, n.this_lines, n.last_row, n.this_row,
    CASE WHEN coalesce(n.number, k.number) IS NULL THEN hash('local', n.local_id) ELSE hash('nhs', coalesce(n.number, k.number)) END AS person
FROM numbered AS n
LEFT JOIN known_by AS k ON n.number IS NULL AND k.local_id = n.local_id;
