-- Title:  A carer's joint assessment without one of the person they care for
-- Grain:  one row per carer's assessment
-- Source: collection guidance, Adult 1/2/3 Linked Person_ID (there should be two assessment records). Fires only
--         where a linked person is in the file, and none of them was assessed within 28 days.

WITH joint AS (
    SELECT e.row, l.linked_id, e.event_start_date, e.event_end_date
    FROM candidates AS e
    INNER JOIN links AS l ON l.row = e.row
    INNER JOIN people AS p ON p.person_id = l.linked_id
    WHERE e.client_type = 'Unpaid carer'
        AND e.event_type = 'Assessment'
        AND e.method_of_assessment = 'Service user and unpaid carer'
        AND p.is_service_user = 1
        AND l.linked_id <> coalesce(l.person_id, '')
),

partnered AS (
    SELECT DISTINCT j.row
    FROM joint AS j
    INNER JOIN candidates AS e ON e.person_id = j.linked_id
    WHERE e.event_type = 'Assessment'
        -- what is blank or cannot be read may be what is looked for
        AND coalesce(e.client_type, 'Service user') = 'Service user'
        AND (
            e.event_start_date IS NULL
            OR e.event_end_date IS NULL
            OR abs(date_diff('day', e.event_start_date, j.event_start_date)) <= 28
            OR abs(date_diff('day', e.event_end_date, j.event_end_date)) <= 28
        )
)

SELECT DISTINCT j.row
FROM joint AS j
LEFT JOIN partnered AS p ON p.row = j.row
WHERE p.row IS NULL
    -- without a day there is nothing to compare
    AND (j.event_start_date IS NOT NULL OR j.event_end_date IS NOT NULL)
