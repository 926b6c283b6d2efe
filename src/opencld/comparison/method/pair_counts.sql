-- Title:  Lines of both returns counted
-- Grain:  one row
-- Source: pairs and lines

CREATE TABLE pair_counts AS
SELECT
    count(*) AS in_both,
    count(*) FILTER (WHERE p.way = 'identical') AS alike,
    count(*) FILTER (WHERE p.is_certain = 0) AS uncertain,
    (SELECT count(*) FROM lines AS n WHERE n.side = 'last' AND n.person IS NULL) AS last_without_person,
    (SELECT count(*) FROM lines AS n WHERE n.side = 'this' AND n.person IS NULL) AS this_without_person
FROM pairs AS p;
