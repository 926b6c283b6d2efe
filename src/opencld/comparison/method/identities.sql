-- Title:  Identities
-- Grain:  one row per NHS number and local identifier
-- Source: main tables methodology, step E1 (person id). `last_row` and `this_row` are the first row of each return.

CREATE TABLE identities AS
SELECT
    nhs,
    local_id,
    min(birth) AS birth,
    count(*) FILTER (WHERE side = 'last') AS last_lines,
    count(*) FILTER (WHERE side = 'this') AS this_lines,
    min(row) FILTER (WHERE side = 'last') AS last_row,
    min(row) FILTER (WHERE side = 'this') AS this_row
FROM events
WHERE nhs IS NOT NULL OR local_id IS NOT NULL
GROUP BY nhs, local_id;
