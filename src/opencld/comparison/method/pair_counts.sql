-- Title:  Lines of both returns counted
-- Grain:  one row
-- Source: pairs and lines

CREATE TABLE pair_counts AS
SELECT
    count(*) AS in_both,
    count(*) - (SELECT count(DISTINCT c.last_row) FROM changed_fields AS c) AS alike,
    count(*) FILTER (WHERE p.is_certain = 0) AS uncertain,
    (SELECT count(*) FROM last_rows AS l WHERE l.nhs IS NULL AND l.local_id IS NULL) AS last_without_person,
    (SELECT count(*) FROM this_rows AS t WHERE t.nhs IS NULL AND t.local_id IS NULL) AS this_without_person
FROM pairs AS p;
