-- Title:  Pairs of lines that are alike in all that is compared
-- Grain:  one row per line of the last return and its line in this one
-- Source: everything a row says is the same, so it is the same event; of repeated rows, the first is taken for the first

CREATE TABLE alike_pairs AS
WITH meanings AS (
    SELECT
        meaning,
        count(*) AS lines,
        min(row) FILTER (WHERE side = 'last') AS last_row,
        min(row) FILTER (WHERE side = 'this') AS this_row
    FROM events
    GROUP BY meaning
),

repeated AS (
    SELECT e.side, e.row, e.meaning,
        row_number() OVER (PARTITION BY e.side, e.meaning ORDER BY e.row) AS place
    FROM events AS e
    INNER JOIN meanings AS m ON m.meaning = e.meaning
    WHERE m.lines > 2 AND m.last_row IS NOT NULL AND m.this_row IS NOT NULL
)

SELECT last_row, this_row
FROM meanings
WHERE lines = 2 AND last_row IS NOT NULL AND this_row IS NOT NULL
UNION ALL
SELECT l.row AS last_row, t.row AS this_row
FROM repeated AS l
INNER JOIN repeated AS t ON t.side = 'this' AND t.meaning = l.meaning AND t.place = l.place
WHERE l.side = 'last';
