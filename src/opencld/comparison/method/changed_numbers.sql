-- Title:  NHS numbers that changed
-- Grain:  one row per NHS number of this return that stands for another one in the last return
-- Source: main tables methodology, step E1: the NHS number is the person, so the centre takes these for two people.
--         They are taken for one where a local identifier has one number in each return, neither number is anywhere in
--         the other return, and the birth dates, where both are known, are the same.

CREATE TABLE changed_numbers AS
WITH numbers AS (
    SELECT nhs, sum(last_lines) AS last_lines, sum(this_lines) AS this_lines
    FROM identities
    WHERE nhs IS NOT NULL
    GROUP BY nhs
    HAVING sum(last_lines) = 0 OR sum(this_lines) = 0
),

of_one_return AS (
    SELECT i.local_id, i.nhs, i.birth, n.last_lines
    FROM identities AS i
    INNER JOIN numbers AS n ON n.nhs = i.nhs
    WHERE i.local_id IS NOT NULL
),

with_two AS (
    SELECT i.local_id
    FROM identities AS i
    WHERE i.nhs IS NOT NULL
        AND i.local_id IN (SELECT local_id FROM of_one_return GROUP BY local_id HAVING count(*) > 1)
    GROUP BY i.local_id
    HAVING count(DISTINCT i.nhs) = 2
),

changed AS (
    SELECT t.nhs AS nhs_this, l.nhs AS nhs_last
    FROM of_one_return AS l
    INNER JOIN of_one_return AS t ON t.local_id = l.local_id
    INNER JOIN with_two AS two ON two.local_id = l.local_id
    WHERE l.last_lines > 0
        AND t.last_lines = 0
        AND coalesce(l.birth, t.birth, DATE '9999-01-01') = coalesce(t.birth, l.birth, DATE '9999-01-01')
),

-- a number that would stand for two people stands for neither
one_of_each AS (
    SELECT nhs_this, min(nhs_last) AS nhs_last
    FROM changed
    GROUP BY nhs_this
    HAVING count(DISTINCT nhs_last) = 1
)

SELECT min(nhs_this) AS nhs_this, nhs_last
FROM one_of_each
GROUP BY nhs_last
HAVING count(*) = 1;
