-- Title:  Derived reporting period of a submission
-- Grain:  one row
-- Source: main tables methodology, step A (derive the reporting period from the months in which events ended)

WITH run AS (
    SELECT CAST($as_of AS DATE) AS as_of
),

ended AS (
    SELECT
        CAST(date_trunc('month', e.event_end_date) AS DATE) AS month,
        sum(e.events) AS events,
        count(DISTINCT coalesce(e.other_spelling, upper(e.event_type))) AS event_types
    FROM event_counts AS e
    CROSS JOIN run AS r
    -- only ends strictly before the month of receipt count
    WHERE e.event_end_date < date_trunc('month', r.as_of)
    GROUP BY date_trunc('month', e.event_end_date)
),

file AS (
    SELECT sum(events) AS events, max(event_types) AS event_types
    FROM ended
),

qualifying AS (
    SELECT m.month
    FROM ended AS m
    CROSS JOIN file AS f
    WHERE f.events < 100
        OR (100 * m.events >= 2 * f.events AND m.event_types >= f.event_types - 1)
)

SELECT min(month) AS derived_start, last_day(max(month)) AS derived_end
FROM qualifying
