-- Title:  Lines that only one of the returns has
-- Grain:  one row per such line
-- Source: collection guidance, Events (All): a return has requests, assessments and reviews that ended in its period,
--         and services that were active in it. Main tables methodology, step E3: the centre closes a service that is
--         missing from the next return on the last day of the quarters it took from the earlier one, which is the day
--         before the later return's period. Kinds: kinds.csv.

CREATE TABLE one_sided AS
WITH alone AS (
    SELECT n.side, n.row, n.person, n.event_type, n.start, n."end", k.event_key, k.component
    FROM lines AS n
    LEFT JOIN differing_pairs AS p ON n.side = 'last' AND p.last_row = n.row
    LEFT JOIN differing_pairs AS q ON n.side = 'this' AND q.this_row = n.row
    LEFT JOIN keyed_lines AS k ON k.side = n.side AND k.row = n.row
    WHERE p.last_row IS NULL AND q.this_row IS NULL
),

-- keys that the other return has as well; a line that is alike stands for both returns
elsewhere AS (
    SELECT DISTINCT a.side, a.event_key
    FROM alone AS a
    INNER JOIN keyed_lines AS n ON n.event_key = a.event_key
    WHERE n.side <> a.side OR n.is_alike = 1
),

placed AS (
    SELECT
        a.*,
        CASE WHEN other.event_key IS NOT NULL THEN 1 ELSE 0 END AS is_elsewhere,
        CASE
            WHEN a.event_type = 'Service' AND (a.end IS NULL OR a.end >= r.this_start) THEN 1
            WHEN a.event_type <> 'Service' AND a.end BETWEEN r.this_start AND r.this_end THEN 1
            ELSE 0
        END AS belongs_in_this,
        CASE
            WHEN a.event_type = 'Service' AND a.start <= r.last_end AND (a.end IS NULL OR a.end >= r.last_start) THEN 1
            WHEN a.event_type <> 'Service' AND a.end BETWEEN r.last_start AND r.last_end THEN 1
            ELSE 0
        END AS belonged_in_last,
        CASE
            WHEN a.event_type = 'Service' AND r.last_start < r.this_start AND a.start < r.this_start THEN r.closing_day
        END AS closing_day
    FROM alone AS a
    CROSS JOIN run AS r
    LEFT JOIN elsewhere AS other ON other.side = a.side AND other.event_key = a.event_key
),

-- a line that begins where another of the same person, service type and component ends, on that day or the next
earlier_parts AS (
    SELECT p.row, max(n.row) AS earlier_row
    FROM placed AS p
    INNER JOIN keyed_lines AS n
        ON n.side = p.side
        AND n.component = p.component
        AND n.row <> p.row
        AND date_diff('day', n.end, p.start) BETWEEN 0 AND 1
    WHERE p.side = 'this'
    GROUP BY p.row
),

later_parts AS (
    SELECT DISTINCT p.row
    FROM placed AS p
    INNER JOIN keyed_lines AS n
        ON n.side = p.side
        AND n.component = p.component
        AND n.row <> p.row
        AND date_diff('day', p.end, n.start) BETWEEN 0 AND 1
    WHERE p.side = 'this'
)

SELECT
    p.side,
    p.row,
    p.person,
    p.event_type,
    CASE
        WHEN p.is_elsewhere = 1 THEN CASE WHEN p.side = 'last' THEN 'fewer_lines' ELSE 'more_lines' END
        WHEN p.side = 'last' THEN CASE WHEN p.belongs_in_this = 1 THEN 'gone' ELSE 'left' END
        WHEN c.earlier_row IS NOT NULL THEN 'carried_on'
        WHEN later.row IS NOT NULL AND p.belonged_in_last = 1 THEN 'earlier_part'
        WHEN p.belonged_in_last = 1 THEN 'late'
        ELSE 'new'
    END AS kind,
    CASE WHEN p.side = 'last' AND p.is_elsewhere = 0 AND p.belongs_in_this = 1 THEN p.closing_day END AS closing_day,
    CASE WHEN p.is_elsewhere = 0 THEN c.earlier_row END AS earlier_row
FROM placed AS p
LEFT JOIN earlier_parts AS c ON p.side = 'this' AND c.row = p.row
LEFT JOIN later_parts AS later ON p.side = 'this' AND later.row = p.row;
