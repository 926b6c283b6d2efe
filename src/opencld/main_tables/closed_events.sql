-- Title:  Events with open services closed
-- Grain:  one row per row of `events_in_period`
-- Source: main tables methodology, step E3: an open service that is missing from the submission for the reference period
--         right after its own is taken to have ended with its own. Never bites where an authority has one period.

WITH last_periods AS (
    SELECT la_code, max(period_start) AS last_period_start
    FROM events_in_period
    GROUP BY la_code
),

sightings AS (
    SELECT DISTINCT la_code, event_id, period_start
    FROM events_in_period
)

SELECT
    e.record_id,
    e.la_code,
    e.period_start,
    e.period_end,
    e.person_id,
    e.is_service,
    e.event_id,
    e.event_start,
    CASE
        WHEN e.period_start <> l.last_period_start
            AND (e.event_end IS NULL OR e.event_end > e.period_end)
            AND s.event_id IS NULL
            THEN e.period_end
        ELSE e.event_end
    END AS event_end
FROM events_in_period AS e
INNER JOIN last_periods AS l ON l.la_code = e.la_code
LEFT JOIN sightings AS s
    ON s.la_code = e.la_code
    AND s.event_id = e.event_id
    AND s.period_start = add_days(e.period_end, 1)
