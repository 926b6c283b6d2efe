-- Title:  One event reference for several events of one person
-- Grain:  one row per further event, with the event before it
-- Source: collection guidance, Event Reference. A service split at an uplift and two providers from one day may
--         share a reference, and so may a request and its assessment (Annex B).

WITH distinct_events AS (
    SELECT
        event_type,
        reference,
        person_id,
        event_start_date,
        event_end_date,
        service_type,
        service_component,
        provider_cqc_location_id,
        unit_cost,
        min(row) AS row
    FROM shared_references
    WHERE is_readable
    GROUP BY
        event_type, reference, person_id, event_start_date, event_end_date, service_type, service_component,
        provider_cqc_location_id, unit_cost
),

with_previous AS (
    SELECT
        row,
        event_type,
        event_start_date,
        event_end_date,
        service_type,
        service_component,
        provider_cqc_location_id,
        lag(row) OVER previous AS other_row,
        lag(event_start_date) OVER previous AS previous_start,
        lag(event_end_date) OVER previous AS previous_end,
        lag(service_type) OVER previous AS previous_type,
        lag(service_component) OVER previous AS previous_component,
        lag(provider_cqc_location_id) OVER previous AS previous_provider
    FROM distinct_events
    WINDOW previous AS (
        PARTITION BY event_type, reference, person_id
        ORDER BY event_start_date NULLS LAST, event_end_date NULLS LAST, row
    )
)

SELECT greatest(row, other_row) AS row, least(row, other_row) AS other_row
FROM with_previous
WHERE other_row IS NOT NULL
    -- days that are blank or cannot be read do not show whether these are different events, or parts of one
    AND event_start_date IS NOT NULL
    AND previous_start IS NOT NULL
    AND (
        (event_type <> 'Service' AND event_end_date IS NOT NULL AND previous_end IS NOT NULL)
        OR (
            event_type = 'Service'
            AND coalesce(previous_provider, '') = coalesce(provider_cqc_location_id, '')
            -- the same service goes on from the day its earlier part ended
            AND NOT coalesce(
                service_type = previous_type
                AND service_component = previous_component
                AND date_diff('day', previous_end, event_start_date) BETWEEN 0 AND 1,
                false
            )
        )
    )
