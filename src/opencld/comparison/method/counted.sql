-- Title:  Differences counted
-- Grain:  one row per kind of difference and event type (blank where it has none), and one per kind (event_type NULL)
-- Source: differences. An event whose several fields changed counts once in its kind.

CREATE TABLE counted AS
WITH events_counted AS (
    SELECT
        d.kind,
        d.event_type,
        coalesce(d.this_row, -d.last_row) AS event,
        max(d.person) AS person,
        min(d.is_certain) AS is_certain,
        max(CASE WHEN d.closing_day IS NULL THEN 0 ELSE 1 END) AS is_closed
    FROM differences AS d
    GROUP BY d.kind, d.event_type, coalesce(d.this_row, -d.last_row)
)

SELECT
    kind,
    event_type,
    count(*) AS events,
    count(DISTINCT person) AS people,
    count(*) FILTER (WHERE is_certain = 0) AS uncertain,
    count(*) FILTER (WHERE is_closed = 1) AS closed_by_centre
FROM events_counted
GROUP BY GROUPING SETS ((kind, event_type), (kind));
