-- Title:  Lines that may be one event, or one service, with another line
-- Grain:  one row per line that has to be looked at in full. The other lines have none beside which they could be laid.
-- Source: every way of telling that two lines are one event goes by person and event type (ways.csv), the centre's
--         identity of an event also by its start; a service that was carried on begins where another of the person ends.
--         A line that is alike stands for both returns, and is that of this one.

CREATE TABLE chosen_lines AS
WITH in_both AS (
    SELECT person, event_type
    FROM lines
    GROUP BY person, event_type
    HAVING min(side) <> max(side)
),

concerned AS (
    SELECT nhs, local_id, person
    FROM people
    WHERE person IN (SELECT person FROM lines)
),

alike_lines AS MATERIALIZED (
    SELECT 'this' AS side, e.row, c.person, e.event_type, e.start, e."end"
    FROM this_rows AS e
    INNER JOIN concerned AS c
        ON c.nhs IS NOT DISTINCT FROM e.nhs
        AND c.local_id IS NOT DISTINCT FROM e.local_id
    LEFT JOIN lines AS other ON other.side = 'this' AND other.row = e.row
    WHERE other.row IS NULL
),

services AS (
    SELECT row, person, start, "end" FROM alike_lines WHERE event_type = 'Service'
    UNION ALL
    SELECT row, person, start, "end" FROM lines WHERE side = 'this' AND event_type = 'Service'
),

adjoining AS (
    SELECT s.row, n.row AS other_row
    FROM services AS s
    INNER JOIN lines AS n ON n.side = 'this' AND n.event_type = 'Service' AND n.person = s.person
    WHERE n.row <> s.row
        AND (date_diff('day', s."end", n.start) BETWEEN 0 AND 1 OR date_diff('day', n."end", s.start) BETWEEN 0 AND 1)
)

SELECT n.*, 0 AS is_alike
FROM lines AS n
WHERE EXISTS (SELECT 1 FROM in_both AS b WHERE b.person = n.person AND b.event_type = n.event_type)
    OR EXISTS (
        SELECT 1
        FROM alike_lines AS a
        WHERE a.person = n.person AND a.event_type = n.event_type AND a.start IS NOT DISTINCT FROM n.start
    )
    OR (n.side = 'this' AND n.row IN (SELECT row FROM adjoining UNION SELECT other_row FROM adjoining))
UNION ALL
SELECT a.*, 1 AS is_alike
FROM alike_lines AS a
WHERE EXISTS (
        SELECT 1
        FROM lines AS n
        WHERE n.person = a.person AND n.event_type = a.event_type AND n.start IS NOT DISTINCT FROM a.start
    )
    OR a.row IN (SELECT row FROM adjoining);
