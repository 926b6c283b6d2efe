-- Title:  A carer's linked person who is never a service user in the file
-- Grain:  one row per carer and linked identifier, at its first row
-- Source: collection guidance, Adult 1/2/3 Linked Person_ID (they are a service user in CLD). A person with a client
--         type that is blank or cannot be read may be one.

WITH of_unknown_type AS (
    SELECT DISTINCT person_id
    FROM candidates
    WHERE client_type IS NULL
)

SELECT min(l.row) AS row, l.field, min(l.value) AS value
FROM links AS l
INNER JOIN people AS p ON p.person_id = l.linked_id
LEFT JOIN of_unknown_type AS u ON u.person_id = l.linked_id
WHERE p.is_service_user = 0 AND u.person_id IS NULL AND l.linked_id <> coalesce(l.person_id, '')
GROUP BY l.person_id, l.field, l.linked_id
