-- Title:  Events by month then and now
-- Grain:  one row per event type, the day it is counted by, and month of either period
-- Source: collection guidance, Data quality (sense checks). Requests, assessments and reviews are counted by their end;
--         services by start and by end, since most of them stay open.

CREATE TABLE events_by_month AS
WITH counted AS (
    SELECT side, event_type, 'end' AS counted_by, date_trunc('month', "end") AS month, count(*) AS events
    FROM events
    WHERE event_type IN ('Request', 'Assessment', 'Review', 'Service')
    GROUP BY side, event_type, date_trunc('month', "end")
    UNION ALL
    SELECT side, event_type, 'start' AS counted_by, date_trunc('month', start) AS month, count(*) AS events
    FROM events
    WHERE event_type = 'Service'
    GROUP BY side, event_type, date_trunc('month', start)
)

SELECT
    c.event_type,
    c.counted_by,
    CAST(c.month AS DATE) AS month,
    CAST(coalesce(sum(c.events) FILTER (WHERE c.side = 'last'), 0) AS BIGINT) AS last_events,
    CAST(coalesce(sum(c.events) FILTER (WHERE c.side = 'this'), 0) AS BIGINT) AS this_events
FROM counted AS c
CROSS JOIN run AS r
WHERE c.month BETWEEN least(r.last_start, r.this_start) AND greatest(r.last_end, r.this_end)
GROUP BY c.event_type, c.counted_by, c.month;
