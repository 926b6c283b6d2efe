-- Title:  Events of each person in order
-- Grain:  one row per event of a person with a request; `block` numbers runs of assessments with nothing between them
-- Source: waiting times methodology, section 3

WITH numbered AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        age_band,
        outcome,
        assessment_type,
        service_type,
        conversation,
        class,
        CASE
            WHEN outcome IN (
                'Progress to reablement/ST-Max',
                'Progress to support planning or services',
                'Continuation of support or services'
            ) THEN 1
            ELSE 0
        END AS leads_to_service,
        CASE
            WHEN outcome IN (
                'Progress to assessment, review or reassessment', 'Release 1 specification only: Not mapped'
            ) THEN 1
            ELSE 0
        END AS leads_elsewhere,
        row_number() OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                event_start ASC NULLS FIRST,
                class ASC NULLS LAST,
                imported_at DESC NULLS LAST,
                record_id DESC NULLS LAST
        ) AS number,
        row_number() OVER (
            PARTITION BY la_code, person_id, CASE WHEN class = 2 THEN 1 ELSE 0 END
            ORDER BY
                event_start ASC NULLS FIRST,
                class ASC NULLS LAST,
                imported_at DESC NULLS LAST,
                record_id DESC NULLS LAST
        ) AS number_of_kind,
        max(CASE WHEN class = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY la_code, person_id) AS has_request
    FROM waiting_times_events
),

blocks AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        age_band,
        assessment_type,
        service_type,
        conversation,
        class,
        leads_to_service,
        CASE WHEN leads_to_service = 1 OR leads_elsewhere = 1 THEN 1 ELSE 0 END AS progresses,
        number,
        CASE WHEN class = 2 THEN number - number_of_kind END AS block
    FROM numbered
    WHERE has_request = 1
)

SELECT
    la_code,
    person_id,
    record_id,
    event_start,
    age_band,
    assessment_type,
    service_type,
    conversation,
    class,
    progresses,
    number,
    -- whether any assessment of the run leads to a service
    CASE
        WHEN class = 2 THEN max(leads_to_service) OVER (PARTITION BY la_code, person_id, class, block)
    END AS block_leads_to_service,
    min(CASE WHEN class = 2 THEN number END) OVER (
        PARTITION BY la_code, person_id
        ORDER BY number ASC NULLS LAST
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_assessment,
    min(CASE WHEN class = 3 THEN number END) OVER (
        PARTITION BY la_code, person_id
        ORDER BY number ASC NULLS LAST
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_service
FROM blocks
