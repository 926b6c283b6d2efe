-- Title:  Differences counted
-- Grain:  one row per kind of difference and event type (blank where it has none), and one per kind (event_type NULL)
-- Source: differences. An event whose several fields changed counts once in its kind.

CREATE TABLE counted AS
WITH typed AS (
    SELECT d.*,
        coalesce(t.event_type, l.event_type, '') AS event_type,
        coalesce('this ' || CAST(d.this_row AS VARCHAR), 'last ' || CAST(d.last_row AS VARCHAR)) AS event
    FROM differences AS d
    LEFT JOIN last_rows AS l ON l.row = d.last_row
    LEFT JOIN this_rows AS t ON t.row = d.this_row
)

SELECT
    kind,
    event_type,
    count(DISTINCT event) AS events,
    count(DISTINCT person) AS people,
    count(DISTINCT event) FILTER (WHERE is_certain = 0) AS uncertain,
    count(DISTINCT event) FILTER (WHERE closing_day IS NOT NULL) AS closed_by_centre
FROM typed
GROUP BY GROUPING SETS ((kind, event_type), (kind));
