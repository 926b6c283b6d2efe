-- Title:  A request that was a conversation one, without an assessment from the same day
-- Grain:  one row per request
-- Source: collection guidance, Annex B. Only descriptions that name the conversation speak of it.

SELECT r.row
FROM candidates AS r
LEFT JOIN candidates AS a
    ON a.person_id = r.person_id
    AND a.event_type = 'Assessment'
    AND (
        a.event_start_date = r.event_start_date
        OR a.event_start_date = r.event_end_date
        -- a day that is blank or cannot be read may be the same
        OR a.event_start_date IS NULL
    )
WHERE r.event_type = 'Request'
    AND r.names_conversation_one
    AND r.person_id IS NOT NULL
    AND r.event_start_date IS NOT NULL
    AND a.row IS NULL
