-- Title:  Pairs of lines that are alike in all that is compared
-- Grain:  one row per line of the last return and its line in this one
-- Source: everything a row says is the same, so it is the same event. Later steps (pair_up.sql) add pairs that differ.

CREATE TABLE pairs AS
WITH numbered AS (
    SELECT side, row, event_key, meaning, wording,
        row_number() OVER (PARTITION BY side, meaning ORDER BY row) AS place
    FROM lines
)

SELECT
    l.row AS last_row,
    t.row AS this_row,
    'identical' AS way,
    1 AS is_certain,
    CASE WHEN l.wording <> t.wording THEN 1 ELSE 0 END AS is_reworded
FROM numbered AS l
INNER JOIN numbered AS t ON t.side = 'this' AND t.meaning = l.meaning AND t.place = l.place
WHERE l.side = 'last';
