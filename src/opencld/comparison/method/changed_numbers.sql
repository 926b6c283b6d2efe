-- Title:  NHS numbers that changed
-- Grain:  one row per NHS number of this return that stands for another one in the last return
-- Source: main tables methodology, step E1: the NHS number is the person, so the centre takes these for two people.
--         They are taken for one where a local identifier has one number in each return, neither number is anywhere in
--         the other return, and the birth dates, where both are known, are the same.

CREATE TABLE changed_numbers AS
WITH numbers AS (
    SELECT side, local_id, min(nhs) AS nhs, min(birth) AS birth
    FROM identities
    WHERE nhs IS NOT NULL AND local_id IS NOT NULL
    GROUP BY side, local_id
    HAVING count(DISTINCT nhs) = 1
),

changed AS (
    SELECT t.nhs AS nhs_this, l.nhs AS nhs_last
    FROM numbers AS l
    INNER JOIN numbers AS t ON t.local_id = l.local_id
    LEFT JOIN identities AS stayed ON stayed.side = 'this' AND stayed.nhs = l.nhs
    LEFT JOIN identities AS was_there ON was_there.side = 'last' AND was_there.nhs = t.nhs
    WHERE l.side = 'last'
        AND t.side = 'this'
        AND l.nhs <> t.nhs
        AND coalesce(l.birth, t.birth, DATE '9999-01-01') = coalesce(t.birth, l.birth, DATE '9999-01-01')
        AND stayed.nhs IS NULL
        AND was_there.nhs IS NULL
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
