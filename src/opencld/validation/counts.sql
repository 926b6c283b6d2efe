-- Title:  People and events of a return
-- Grain:  one row per event type, and one for the whole return where event_type is NULL
-- Source: main tables methodology, person id (NHS number, otherwise the local identifier)

SELECT coalesce(event_type, 'None') AS event_type, count(*) AS events, CAST(NULL AS BIGINT) AS people
FROM events
GROUP BY coalesce(event_type, 'None')
UNION ALL
SELECT
    NULL AS event_type,
    count(*) AS events,
    count(DISTINCT person_id) + (SELECT count(*) FROM numbers) AS people
FROM events
WHERE nhs_number IS NULL
