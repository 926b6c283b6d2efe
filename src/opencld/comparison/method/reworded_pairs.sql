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
    FROM pairs AS p
    INNER JOIN otherwise AS o ON o.side = 'last' AND o.row = p.last_row
    UNION
    SELECT p.last_row, p.this_row, p.way, p.is_certain
    FROM pairs AS p
    INNER JOIN otherwise AS o ON o.side = 'this' AND o.row = p.this_row
)

SELECT c.last_row, c.this_row, c.way, c.is_certain
FROM concerned AS c
LEFT JOIN otherwise AS l ON l.side = 'last' AND l.row = c.last_row
LEFT JOIN otherwise AS t ON t.side = 'this' AND t.row = c.this_row
WHERE l.wording IS DISTINCT FROM t.wording;
