-- Title:  Derived reporting period of a submission
-- Grain:  one row
-- Source: main tables methodology, step A (derive the reporting period from the months in which events ended)

WITH ended AS (
    SELECT
        CAST(date_trunc('month', event_end_date) AS DATE) AS month,
        sum(events) AS events,
        count(DISTINCT coalesce(other_spelling, upper(event_type))) AS event_types
    FROM event_counts
    -- only ends strictly before the month of receipt count
    WHERE event_end_date < date_trunc('month', CAST($as_of AS DATE))
    GROUP BY date_trunc('month', event_end_date)
),

file AS (
    SELECT sum(events) AS events, max(event_types) AS event_types
    FROM ended
)

SELECT min(m.month) AS derived_start, last_day(max(m.month)) AS derived_end
FROM ended AS m
CROSS JOIN file AS f
WHERE f.events < 100
    OR (100 * m.events >= 2 * f.events AND m.event_types >= f.event_types - 1)
