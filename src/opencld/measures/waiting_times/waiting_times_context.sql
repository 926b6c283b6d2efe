-- Title:  What waiting times are made of
-- Grain:  one row per local authority, quarter, age band and measure for which there is a median
-- Source: waiting times methodology, section 6. Events are all in scope by the quarter of their own start.

WITH in_scope AS (
    SELECT
        la_code,
        quarter_start(event_start) AS quarter_start,
        age_band,
        count(CASE WHEN class = 1 THEN class END) AS requests,
        count(CASE WHEN class = 2 THEN class END) AS assessments,
        count(CASE WHEN class = 3 THEN class END) AS services
    FROM waiting_times_events
    GROUP BY la_code, quarter_start(event_start), age_band
),

counted AS (
    SELECT
        la_code,
        quarter_start,
        age_band,
        measure,
        count(CASE WHEN response_event = 'Request' THEN days END) AS by_request,
        count(CASE WHEN response_event = 'Assessment' THEN days END) AS by_assessment,
        count(CASE WHEN response_event = 'Service' THEN days END) AS by_service,
        count(
            CASE WHEN response_event = 'Assessment' AND assessment_type = 'Short term assessment' THEN days END
        ) AS short_assessment,
        count(
            CASE WHEN response_event = 'Assessment' AND assessment_type = 'Long term assessment' THEN days END
        ) AS long_assessment,
        count(CASE WHEN service_type = 'Short term support: ST-Max' THEN days END) AS st_max,
        count(CASE WHEN service_type = 'Long term support: Nursing care' THEN days END) AS nursing,
        count(CASE WHEN service_type = 'Short term support: Ongoing low level' THEN days END) AS low_level,
        count(CASE WHEN service_type = 'Long term support: Community' THEN days END) AS community,
        count(CASE WHEN service_type = 'Long term support: Residential care' THEN days END) AS residential,
        count(CASE WHEN service_type = 'Long term support: Prison' THEN days END) AS prison,
        count(CASE WHEN service_type = 'Short term support: Other short term' THEN days END) AS other_short
    FROM waiting_times_waits
    GROUP BY la_code, quarter_start, age_band, measure
)

SELECT
    c.la_code,
    c.quarter_start,
    c.age_band,
    c.measure,
    coalesce(s.requests, 0) AS requests,
    coalesce(s.assessments, 0) AS assessments,
    coalesce(s.services, 0) AS services,
    CASE WHEN c.measure = 'first_response' THEN c.by_request END AS by_request,
    CASE WHEN c.measure = 'first_response' THEN c.by_assessment END AS by_assessment,
    CASE WHEN c.measure = 'first_response' THEN c.by_service END AS by_service,
    CASE WHEN c.measure = 'first_response' THEN c.short_assessment END AS short_assessment,
    CASE WHEN c.measure = 'first_response' THEN c.long_assessment END AS long_assessment,
    CASE WHEN c.measure = 'first_service' THEN c.st_max END AS st_max,
    CASE WHEN c.measure = 'first_service' THEN c.nursing END AS nursing,
    CASE WHEN c.measure = 'first_service' THEN c.low_level END AS low_level,
    CASE WHEN c.measure = 'first_service' THEN c.community END AS community,
    CASE WHEN c.measure = 'first_service' THEN c.residential END AS residential,
    CASE WHEN c.measure = 'first_service' THEN c.prison END AS prison,
    CASE WHEN c.measure = 'first_service' THEN c.other_short END AS other_short
FROM counted AS c
LEFT JOIN in_scope AS s ON s.la_code = c.la_code AND s.quarter_start = c.quarter_start AND s.age_band = c.age_band
