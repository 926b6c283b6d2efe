-- Title:  Requests and how long people waited
-- Grain:  one row per request in scope
-- Source: waiting times methodology, section 4. A request that an earlier one overlaps has no wait of its own, but still
--         counts for those after it.

WITH requests AS (
    SELECT
        q.la_code,
        q.person_id,
        q.record_id,
        q.event_start,
        q.number,
        q.next_service,
        CASE
            -- until Release 2 a conversation was recorded on the request itself
            WHEN q.event_start < DATE '2025-07-01'
                AND q.conversation = 1
                AND q.progresses = 1
                AND (a.number IS NULL OR a.event_start > q.event_start)
                THEN q.number
            ELSE q.next_assessment
        END AS first_answer
    FROM waiting_times_chronology AS q
    LEFT JOIN waiting_times_chronology AS a
        ON a.la_code = q.la_code AND a.person_id = q.person_id AND a.number = q.next_assessment
    WHERE q.class = 1
),

answered AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        number,
        next_service,
        CASE
            WHEN next_service IS NOT NULL AND (first_answer IS NULL OR first_answer > next_service) THEN next_service
            ELSE first_answer
        END AS response
    FROM requests
),

linked AS (
    SELECT
        q.la_code,
        q.person_id,
        q.record_id,
        q.event_start,
        q.number,
        q.response,
        v.record_id AS response_record_id,
        v.event_start AS response_start,
        v.age_band AS response_age_band,
        v.class AS response_class,
        v.assessment_type,
        CASE WHEN v.class = 2 AND v.block_leads_to_service = 0 THEN NULL ELSE q.next_service END AS service
    FROM answered AS q
    LEFT JOIN waiting_times_chronology AS v
        ON v.la_code = q.la_code AND v.person_id = q.person_id AND v.number = q.response
),

compared AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        number,
        response,
        response_record_id,
        response_start,
        response_age_band,
        response_class,
        assessment_type,
        service,
        lag(greatest(coalesce(response, 0), coalesce(service, 0))) OVER (
            PARTITION BY la_code, person_id ORDER BY number ASC NULLS LAST
        ) AS latest_of_previous,
        max(response) OVER (
            PARTITION BY la_code, person_id
            ORDER BY number ASC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_response,
        max(service) OVER (
            PARTITION BY la_code, person_id
            ORDER BY number ASC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_service
    FROM linked
),

flagged AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        response_record_id,
        response_start,
        response_age_band,
        response_class,
        assessment_type,
        service,
        CASE
            WHEN latest_of_previous > number OR response <= earlier_response OR service <= earlier_service THEN 1
            ELSE 0
        END AS overlaps_earlier_request
    FROM compared
)

SELECT
    f.la_code,
    f.person_id,
    f.record_id AS request_record_id,
    f.event_start AS request_start,
    CASE
        WHEN f.response_class = 1 THEN 'Request'
        WHEN f.response_class = 2 THEN 'Assessment'
        WHEN f.response_class = 3 THEN 'Service'
    END AS response_event,
    f.response_record_id,
    f.response_start,
    f.response_age_band,
    f.assessment_type AS response_assessment_type,
    s.record_id AS service_record_id,
    s.event_start AS service_start,
    s.age_band AS service_age_band,
    s.service_type,
    f.overlaps_earlier_request,
    CASE WHEN f.overlaps_earlier_request = 0 THEN days_between(f.event_start, f.response_start) END AS days_to_response,
    CASE WHEN f.overlaps_earlier_request = 0 THEN days_between(f.event_start, s.event_start) END AS days_to_service
FROM flagged AS f
LEFT JOIN waiting_times_chronology AS s
    ON s.la_code = f.la_code AND s.person_id = f.person_id AND s.number = f.service
