-- Title:  Pairs of lines that differ, by one way ($way) of telling that they are one event
-- Grain:  adds one row per pair to `differing_pairs`
-- Source: ways.csv, in its order; each way sees only the lines that those before it left over. Where several lines could
--         be one another, they are taken in the order of what tells service lines apart, and are not certain; a way
--         that does not take several leaves them alone. Services that `must_overlap` were there at one time.

INSERT INTO differing_pairs
WITH way AS (
    SELECT way, is_certain, takes_several, must_overlap
    FROM ways
    WHERE way = $way
),

left_over AS (
    SELECT u.*,
        CASE $way
            WHEN 'by_event_and_reference' THEN u.by_event_and_reference
            WHEN 'by_event_and_delivery' THEN u.by_event_and_delivery
            WHEN 'by_event' THEN u.by_event
            WHEN 'by_reference' THEN u.by_reference
            WHEN 'by_component_and_delivery' THEN u.by_component_and_delivery
            WHEN 'by_component' THEN u.by_component
            WHEN 'by_start_of_service' THEN u.by_start_of_service
            WHEN 'by_start' THEN u.by_start
            WHEN 'by_end' THEN u.by_end
        END AS key
    FROM unpaired AS u
    LEFT JOIN differing_pairs AS p ON p.last_row = u.row AND u.side = 'last'
    LEFT JOIN differing_pairs AS q ON q.this_row = u.row AND u.side = 'this'
    WHERE p.last_row IS NULL AND q.this_row IS NULL
),

shared AS (
    SELECT key
    FROM left_over
    WHERE key IS NOT NULL
    GROUP BY key
    HAVING min(side) <> max(side)
),

numbered AS (
    SELECT u.side, u.row, u.key, u.start, u."end",
        row_number() OVER (
            PARTITION BY u.side, u.key
            ORDER BY delivery_mechanism NULLS FIRST, cost_frequency_unit_type NULLS FIRST, units NULLS FIRST,
                provider NULLS FIRST, cost NULLS FIRST, start NULLS FIRST, reference NULLS FIRST, row
        ) AS place,
        count(*) OVER (PARTITION BY u.side, u.key) AS alike
    FROM left_over AS u
    INNER JOIN shared AS s ON s.key = u.key
)

SELECT
    l.row AS last_row,
    t.row AS this_row,
    w.way,
    CASE WHEN w.is_certain = 1 AND l.alike = 1 AND t.alike = 1 THEN 1 ELSE 0 END AS is_certain
FROM numbered AS l
INNER JOIN numbered AS t ON t.side = 'this' AND t.key = l.key AND t.place = l.place
CROSS JOIN way AS w
WHERE l.side = 'last'
    AND (w.takes_several = 1 OR (l.alike = 1 AND t.alike = 1))
    AND (
        w.must_overlap = 0
        OR (
            t.start <= coalesce(l.end, DATE '9999-01-01')
            AND l.start <= coalesce(t.end, DATE '9999-01-01')
        )
    );
