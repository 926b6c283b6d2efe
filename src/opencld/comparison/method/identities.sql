-- Title:  Identities
-- Grain:  one row per return, NHS number and local identifier
-- Source: main tables methodology, step E1 (person id)

CREATE TABLE identities AS
SELECT side, nhs, local_id, min(birth) AS birth, count(*) AS lines, min(row) AS first_row
FROM events
WHERE nhs IS NOT NULL OR local_id IS NOT NULL
GROUP BY side, nhs, local_id;
