-- Title:  Fields that differ within pairs of lines
-- Grain:  one row per pair and field
-- Source: texts are compared as the centre's database does, without regard to case and trailing spaces, and 14, 14.0 and
--         14.00 are one amount. Kinds: kinds.csv; `moved` is what makes the centre take the two lines for two events (main
--         tables methodology, step E2).

CREATE TABLE changed_fields AS
WITH changed AS (
    SELECT c.pair, c.field, c.before, c.after
    FROM differing_cells AS c
    INNER JOIN fields AS f ON f.name = c.field
    WHERE upper(rtrim(c.before)) <> upper(rtrim(c.after))
        AND NOT (
            f.is_amount = 1
            AND CASE WHEN contains(c.before, '.') THEN rtrim(rtrim(c.before, '0'), '.') ELSE c.before END
            = CASE WHEN contains(c.after, '.') THEN rtrim(rtrim(c.after, '0'), '.') ELSE c.after END
        )
),

ended AS (
    SELECT c.pair
    FROM changed AS c
    WHERE c.field = 'event_end_date' AND c.before = ''
)

SELECT
    p.last_row,
    p.this_row,
    p.way,
    p.is_certain,
    t.person,
    t.event_type,
    c.field,
    c.before,
    c.after,
    CASE
        WHEN t.event_type = 'Service' AND e.pair IS NOT NULL AND c.field IN ('event_end_date', 'event_outcome') THEN 'ended'
        WHEN t.event_type = 'Service' AND c.field = 'event_end_date' AND c.after = '' THEN 'reopened'
        WHEN t.event_type = 'Service' AND c.field = 'event_start_date' AND t.start > l.start
            AND month(t.start) = 4 AND day(t.start) = 1 THEN 'start_reset'
        WHEN w.is_same_event = 0 AND (
            c.field IN ('client_type', 'event_type', 'event_start_date', 'request_route_of_access', 'assessment_type',
                'service_type', 'service_component')
            OR (c.field = 'event_end_date' AND t.event_type <> 'Service')
        ) THEN 'moved'
        ELSE 'changed'
    END AS kind
FROM changed AS c
INNER JOIN differing_pairs AS p ON p.last_row = c.pair
INNER JOIN ways AS w ON w.way = p.way
INNER JOIN keyed_lines AS l ON l.side = 'last' AND l.row = p.last_row
INNER JOIN keyed_lines AS t ON t.side = 'this' AND t.row = p.this_row
LEFT JOIN ended AS e ON e.pair = c.pair;
