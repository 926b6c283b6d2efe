-- Title:  Events that waiting times are made of
-- Grain:  one row per request of a service user who is not supported yet, assessment or service
-- Source: waiting times methodology, section 3

SELECT
    la_code,
    person_id,
    record_id,
    imported_at,
    event_start,
    age_band,
    outcome,
    assessment_type,
    service_type,
    conversation,
    class
FROM waiting_times_candidates
WHERE left_out_by IS NULL
