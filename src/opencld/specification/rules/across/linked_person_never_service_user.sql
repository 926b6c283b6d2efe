-- Title:  A carer's linked person who is never a service user in the file
-- Grain:  one row per carer and linked identifier, at its first row
-- Source: collection guidance, Adult 1/2/3 Linked Person_ID (they are a service user in CLD)

SELECT min(l.row) AS row, l.field, min(l.value) AS value
FROM links AS l
INNER JOIN people AS p ON p.person_id = l.linked_id
WHERE p.is_service_user = 0 AND l.linked_id <> coalesce(l.person_id, '')
GROUP BY l.person_id, l.field, l.linked_id
