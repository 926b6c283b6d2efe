-- Title:  Pairs of lines that the centre does not take for one event because of their spelling
-- Grain:  one row per pair
-- Source: main tables methodology, step E2: raw values identify events, without regard to case. `wording` is 0 where all of
--         these are spelt as the lists have them.

CREATE TABLE reworded_pairs AS
WITH otherwise AS (
    SELECT side, row, wording
    FROM events
    WHERE wording <> 0
),

concerned AS (
    SELECT p.last_row, p.this_row, p.way, p.is_certain
    FROM otherwise AS o
    INNER JOIN pairs AS p ON p.last_row = o.row
    WHERE o.side = 'last'
    UNION
    SELECT p.last_row, p.this_row, p.way, p.is_certain
    FROM otherwise AS o
    INNER JOIN pairs AS p ON p.this_row = o.row
    WHERE o.side = 'this'
)

SELECT c.last_row, c.this_row, c.way, c.is_certain
FROM concerned AS c
LEFT JOIN otherwise AS l ON l.side = 'last' AND l.row = c.last_row
LEFT JOIN otherwise AS t ON t.side = 'this' AND t.row = c.this_row
WHERE l.wording IS DISTINCT FROM t.wording;
