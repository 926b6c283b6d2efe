-- Title:  An event reference or local identifier that is somebody's NHS number
-- Grain:  one row per row and field
-- Source: collection guidance, Protecting personal data. A ten-digit reference that merely passes the check digit
--         is nobody's number as far as this file goes, and stays silent.

WITH ten_digits AS (
    SELECT row, 'event_reference' AS field, reference AS number
    FROM candidates
    WHERE length(reference) = 10
    UNION ALL
    SELECT row, 'la_person_unique_identifier' AS field, person_id AS number
    FROM candidates
    WHERE length(person_id) = 10
)

SELECT t.row, t.field
FROM ten_digits AS t
INNER JOIN numbers AS n ON n.nhs_number = t.number
