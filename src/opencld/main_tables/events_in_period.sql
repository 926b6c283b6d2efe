-- Title:  Events in the reference period
-- Grain:  one row per row of a selected submission that belongs to its reference period and to somebody
-- Source: main tables methodology, steps D (death correction, period filter), E1 (person) and E2 (unique event reference)

WITH corrected AS (
    SELECT
        e.record_id,
        e.la_code,
        s.period_start,
        s.period_end,
        e.event_start,
        e.date_of_death,
        -- a person without NHS number is known by the number the authority gave them
        coalesce(e.traced_nhs_number, e.nhs_number, e.la_code || '_' || e.la_person_id) AS person_id,
        e.event_type_folded,
        e.client_type_folded,
        e.request_route_of_access_folded,
        e.assessment_type_folded,
        e.service_type_folded,
        e.service_component_folded,
        CASE WHEN e.event_type_folded LIKE '%SERVICE%' THEN 1 ELSE 0 END AS is_service,
        CASE
            WHEN e.date_of_death >= e.event_start AND e.date_of_death <= e.event_end THEN e.date_of_death
            -- strictly after: dying on the day of the start leaves an open event open
            WHEN e.date_of_death > e.event_start AND e.event_end IS NULL THEN e.date_of_death
            ELSE e.event_end
        END AS event_end
    FROM reference_periods_of_submissions AS s
    INNER JOIN events AS e ON e.submission_id = s.submission_id
),

in_period AS (
    SELECT *
    FROM corrected
    WHERE person_id IS NOT NULL
        AND event_type_folded IS NOT NULL
        AND event_start <= period_end
        AND (date_of_death IS NULL OR (date_of_death >= period_start AND date_of_death >= event_start))
        AND (
            (is_service = 0 AND event_end >= period_start AND event_end <= period_end)
            OR (is_service = 1 AND (event_end >= period_start OR event_end IS NULL))
        )
)

SELECT
    record_id,
    la_code,
    period_start,
    period_end,
    person_id,
    is_service,
    event_start,
    event_end,
    -- what makes an event the same event in another submission, each text as submitted; the end does not belong to a service
    md5(concat(
        la_code, '|',
        coalesce(CAST(event_start AS VARCHAR), ''), '|',
        CASE WHEN is_service = 1 THEN '' ELSE coalesce(CAST(event_end AS VARCHAR), '') END, '|',
        coalesce(client_type_folded, ''), '|',
        person_id, '|',
        event_type_folded, '|',
        CASE WHEN event_type_folded LIKE '%REQUEST%' THEN coalesce(request_route_of_access_folded, '') ELSE '' END, '|',
        CASE WHEN event_type_folded LIKE '%ASSESSMENT%' THEN coalesce(assessment_type_folded, '') ELSE '' END, '|',
        CASE WHEN is_service = 1 THEN coalesce(service_type_folded, '') ELSE '' END, '|',
        CASE WHEN is_service = 1 THEN coalesce(service_component_folded, '') ELSE '' END
    )) AS event_id
FROM in_period
