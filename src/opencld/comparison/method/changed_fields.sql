-- Title:  Fields that differ within pairs of lines
-- Grain:  one row per pair and field
-- Source: texts are compared as the centre's database does, without regard to case and trailing spaces. Kinds: kinds.csv;
--         `moved` is what makes the centre take the two lines for two events (main tables methodology, step E2).

CREATE TABLE changed_fields AS
WITH differing AS (
    SELECT p.last_row, p.this_row, p.way, p.is_certain, w.is_same_event
    FROM pairs AS p
    INNER JOIN ways AS w ON w.way = p.way
),

before AS (
    UNPIVOT (
        SELECT d.last_row, e.* EXCLUDE ("row", line, start, "end", birth, death, cost, units, nhs, local_id, meaning, wording)
        FROM differing AS d
        INNER JOIN last_rows AS e ON e.row = d.last_row
    ) ON COLUMNS(* EXCLUDE (last_row)) INTO NAME field VALUE text
),

after AS (
    UNPIVOT (
        SELECT d.last_row, e.* EXCLUDE ("row", line, start, "end", birth, death, cost, units, nhs, local_id, meaning, wording)
        FROM differing AS d
        INNER JOIN this_rows AS e ON e.row = d.this_row
    ) ON COLUMNS(* EXCLUDE (last_row)) INTO NAME field VALUE text
),

changed AS (
    SELECT
        coalesce(b.last_row, a.last_row) AS last_row,
        coalesce(b.field, a.field) AS field,
        b.text AS before,
        a.text AS after
    FROM before AS b
    FULL OUTER JOIN after AS a ON a.last_row = b.last_row AND a.field = b.field
    WHERE upper(rtrim(b.text)) IS DISTINCT FROM upper(rtrim(a.text))
),

ended AS (
    SELECT c.last_row
    FROM changed AS c
    WHERE c.field = 'event_end_date' AND c.before IS NULL
)

SELECT
    d.last_row,
    d.this_row,
    d.way,
    d.is_certain,
    t.event_type,
    c.field,
    c.before,
    c.after,
    CASE
        WHEN t.event_type = 'Service' AND e.last_row IS NOT NULL AND c.field IN ('event_end_date', 'event_outcome') THEN 'ended'
        WHEN t.event_type = 'Service' AND c.field = 'event_end_date' AND c.after IS NULL THEN 'reopened'
        WHEN t.event_type = 'Service' AND c.field = 'event_start_date' AND t.start > l.start
            AND month(t.start) = 4 AND day(t.start) = 1 THEN 'start_reset'
        WHEN d.is_same_event = 0 AND (
            c.field IN ('client_type', 'event_type', 'event_start_date', 'request_route_of_access', 'assessment_type',
                'service_type', 'service_component')
            OR (c.field = 'event_end_date' AND t.event_type <> 'Service')
        ) THEN 'moved'
        ELSE 'changed'
    END AS kind
FROM changed AS c
INNER JOIN differing AS d ON d.last_row = c.last_row
INNER JOIN last_rows AS l ON l.row = d.last_row
INNER JOIN this_rows AS t ON t.row = d.this_row
LEFT JOIN ended AS e ON e.last_row = c.last_row;
