-- Title:  Lines of pairs that may differ
-- Grain:  one row per pair and side; `cells` are the texts of the compared fields, in the order of fields.place
-- Source: differing_pairs

CREATE TABLE differing_lines AS
WITH lines_of_pairs AS (
    SELECT p.last_row AS pair, e.*
    FROM differing_pairs AS p
    INNER JOIN events AS e ON e.side = 'last' AND e.row = p.last_row
    UNION ALL
    SELECT p.last_row AS pair, e.*
    FROM differing_pairs AS p
    INNER JOIN events AS e ON e.side = 'this' AND e.row = p.this_row
)

SELECT
    pair,
    side,
    event_type,
    start,
    list_value(*COLUMNS(* EXCLUDE (
        pair, side, "row", line, start, "end", birth, death, cost, units, nhs, local_id, meaning, wording
    ))) AS cells
FROM lines_of_pairs;
