-- Title:  People of both returns
-- Grain:  one row per return, NHS number and local identifier, with the person (a number) they stand for in both
-- Source: main tables methodology, step E1 (person id): the NHS number, otherwise the local identifier. A local
--         identifier that goes with one NHS number only, in either return, stands for that number's person, so that a
--         number found or lost between the returns, or missing on single rows, makes nobody another person.

CREATE TABLE people AS
WITH numbered AS (
    SELECT i.side, i.nhs, i.local_id, i.birth, i.lines, i.first_row,
        CASE WHEN i.side = 'this' THEN coalesce(c.nhs_last, i.nhs) ELSE i.nhs END AS number
    FROM identities AS i
    LEFT JOIN changed_numbers AS c ON c.nhs_this = i.nhs
),

known_by AS (
    SELECT local_id, min(number) AS number
    FROM numbered
    WHERE number IS NOT NULL AND local_id IS NOT NULL
    GROUP BY local_id
    HAVING count(DISTINCT number) = 1
)

SELECT n.side, n.nhs, n.local_id, n.birth, n.lines, n.first_row,
    hash(coalesce(n.number, k.number, 'local ' || n.local_id)) AS person
FROM numbered AS n
LEFT JOIN known_by AS k ON n.number IS NULL AND k.local_id = n.local_id;
