-- Title:  Waiting times: which requests are counted, and why others are not
-- Grain:  one row per measure and request, whosever it is
-- Source: waiting times methodology, sections 2 to 5; the rules are those of the tables that the figures are made from. The
--         figure is a median, so that who is counted is in the denominator and nobody in a numerator. `quarter_start` and
--         `age_band` are those of what ended the wait.

WITH measures AS (
    SELECT 'first_response' AS measure
    UNION ALL
    SELECT 'first_service' AS measure
),

counted AS (
    SELECT request_record_id, measure, quarter_start, age_band, days
    FROM waiting_times_waits
)

SELECT
    m.measure,
    c.la_code,
    c.person_id,
    c.record_id AS request_record_id,
    c.event_start AS request_start,
    w.quarter_start,
    coalesce(w.age_band, c.age_band) AS age_band,
    w.days,
    CASE WHEN w.request_record_id IS NOT NULL THEN 1 ELSE 0 END AS in_denominator,
    0 AS in_numerator,
    CASE
        WHEN w.request_record_id IS NOT NULL THEN NULL
        WHEN c.left_out_by IS NOT NULL THEN c.left_out_by
        WHEN q.overlaps_earlier_request = 1 THEN '08: an earlier request led to the same'
        WHEN m.measure = 'first_response' AND q.response_start IS NULL THEN '09: no response yet'
        WHEN m.measure = 'first_service' AND q.service_start IS NULL THEN '09: no service yet, or the assessment led to none'
        ELSE '10: age is unknown at the end of the wait'
    END AS left_out_by
FROM waiting_times_candidates AS c
CROSS JOIN measures AS m
LEFT JOIN waiting_times_requests AS q ON q.request_record_id = c.record_id
LEFT JOIN counted AS w ON w.request_record_id = c.record_id AND w.measure = m.measure
WHERE c.class = 1
