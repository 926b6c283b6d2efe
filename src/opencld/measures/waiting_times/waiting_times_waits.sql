-- Title:  Waits
-- Grain:  one row per wait for a first response, and per wait for a first service
-- Source: waiting times methodology, section 5. A wait belongs to the quarter and age band of what ended it.

SELECT
    la_code,
    request_record_id,
    quarter_start(response_start) AS quarter_start,
    response_age_band AS age_band,
    'first_response' AS measure,
    days_to_response AS days,
    response_event,
    response_assessment_type AS assessment_type,
    CASE WHEN response_event = 'Service' THEN service_type END AS service_type
FROM waiting_times_requests
WHERE days_to_response IS NOT NULL AND response_age_band IN ('25 to 64', '65 and above')
UNION ALL
SELECT
    la_code,
    request_record_id,
    quarter_start(service_start) AS quarter_start,
    service_age_band AS age_band,
    'first_service' AS measure,
    days_to_service AS days,
    'Service' AS response_event,
    NULL AS assessment_type,
    service_type
FROM waiting_times_requests
WHERE days_to_service IS NOT NULL AND service_age_band IN ('25 to 64', '65 and above')
