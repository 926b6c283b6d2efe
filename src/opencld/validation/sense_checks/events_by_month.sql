-- Title:  Events by month
-- Grain:  one row per event type, day it is counted by, place in the period, and month within it
-- Source: requests, assessments and reviews count in the month in which they ended, as the centre's derived period
--         does; services are counted twice, by start and by end, because most of them stay open.
--         Only months of the reporting period are listed; days outside it are 'before' or 'after', no day is 'none'.

WITH dated AS (
    SELECT
        coalesce(event_type, 'None') AS event_type,
        'end' AS counted_by,
        event_end_date AS day
    FROM events
    UNION ALL
    SELECT
        event_type,
        'start' AS counted_by,
        event_start_date AS day
    FROM events
    WHERE event_type = 'Service'
),

placed AS (
    SELECT
        d.event_type,
        d.counted_by,
        CASE
            WHEN d.day IS NULL THEN 'none'
            WHEN d.day < p.period_start THEN 'before'
            WHEN d.day > p.period_end THEN 'after'
            ELSE 'within'
        END AS place,
        d.day
    FROM dated AS d
    CROSS JOIN sense_period AS p
)

SELECT
    event_type,
    counted_by,
    place,
    CASE WHEN place = 'within' THEN CAST(date_trunc('month', day) AS DATE) END AS month,
    count(*) AS events
FROM placed
GROUP BY event_type, counted_by, place, CASE WHEN place = 'within' THEN CAST(date_trunc('month', day) AS DATE) END
ORDER BY event_type, counted_by, place, month NULLS FIRST
