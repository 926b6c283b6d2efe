-- Title:  A conversation one submitted as an assessment, without a request from the same day
-- Grain:  one row per assessment
-- Source: collection guidance, Annex B. A request is due only where the conversation was had at first contact.

SELECT a.row
FROM candidates AS a
LEFT JOIN candidates AS r
    ON r.person_id = a.person_id
    AND r.event_type = 'Request'
    AND (
        r.event_start_date = a.event_start_date
        OR r.event_end_date = a.event_start_date
        -- a day that is blank or cannot be read may be the same
        OR r.event_start_date IS NULL
        OR r.event_end_date IS NULL
    )
WHERE a.event_type = 'Assessment'
    AND a.assessment_type = 'Short term assessment'
    AND a.names_conversation_one
    AND a.person_id IS NOT NULL
    AND a.event_start_date IS NOT NULL
    AND r.row IS NULL
