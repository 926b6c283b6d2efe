-- Title:  Services of this return as parts that may follow each other
-- Grain:  one row per line of a service of somebody who is known
-- Source: collection guidance, Services only: a service whose start date the live system moves may be given in two rows,
--         the earlier of which ends where the later begins

CREATE TABLE parts AS
SELECT n.row, n.person, e.start, e.end,
    hash(n.person, e.client_type, e.service_type, e.service_component) AS component
FROM lines AS n
INNER JOIN this_rows AS e ON e.row = n.row
WHERE n.side = 'this' AND n.person IS NOT NULL AND e.event_type = 'Service';
