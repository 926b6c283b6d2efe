-- Title:  Tables that the rules across rows read, beside `events`
-- Grain:  identities: one row per local identifier and NHS number; people: one per local identifier; numbers: one
--         per NHS number; shared_references: one per row whose reference other rows with its type of event have;
--         links: one per row and linked person
-- Source: `events` has one row per row of the return: what each cell means, NULL where it is blank or cannot be read.
--         is_readable says whether all that tells events apart could be read.
--         known_gender and known_ethnicity are positions on the list, NULL also for values that say nothing is known.
--         person_id, linked_id and reference are compared as the centre's database compares: without regard to
--         case and trailing spaces.

CREATE TABLE identities AS
SELECT
    person_id,
    nhs_number,
    min(row) AS first_row,
    max(CASE WHEN client_type = 'Service user' THEN 1 ELSE 0 END) AS is_service_user,
    min(date_of_birth) AS least_birth,
    max(date_of_birth) AS greatest_birth,
    min(date_of_death) AS least_death,
    max(date_of_death) AS greatest_death,
    min(known_gender) AS least_gender,
    max(known_gender) AS greatest_gender,
    min(known_ethnicity) AS least_ethnicity,
    max(known_ethnicity) AS greatest_ethnicity
FROM events
WHERE person_id IS NOT NULL OR nhs_number IS NOT NULL
GROUP BY person_id, nhs_number;

CREATE TABLE people AS
SELECT
    person_id,
    min(least_birth) AS date_of_birth,
    max(is_service_user) AS is_service_user,
    CASE
        WHEN min(least_birth) <> max(greatest_birth)
            OR min(least_death) <> max(greatest_death)
            OR min(nhs_number) <> max(nhs_number)
            THEN 1
        ELSE 0
    END AS has_two_identities,
    CASE
        WHEN min(least_gender) <> max(greatest_gender)
            OR min(least_ethnicity) <> max(greatest_ethnicity)
            THEN 1
        ELSE 0
    END AS has_two_characteristics
FROM identities
WHERE person_id IS NOT NULL
GROUP BY person_id;

CREATE TABLE numbers AS
SELECT
    nhs_number,
    min(first_row) FILTER (WHERE person_id IS NOT NULL) AS first_row,
    CASE WHEN min(person_id) <> max(person_id) THEN 1 ELSE 0 END AS is_shared
FROM identities
WHERE nhs_number IS NOT NULL
GROUP BY nhs_number;

CREATE TABLE shared_references AS
WITH shared AS (
    SELECT event_type, reference, min(row) AS first_row
    FROM events
    WHERE reference IS NOT NULL AND event_type IS NOT NULL AND person_id IS NOT NULL
    GROUP BY event_type, reference
    HAVING count(*) > 1
)

SELECT
    s.event_type, s.reference, s.first_row, e.row, e.person_id, e.is_readable, e.event_start_date, e.event_end_date,
    e.service_type, e.service_component, e.provider_cqc_location_id
FROM shared AS s
INNER JOIN events AS e ON e.event_type = s.event_type AND e.reference = s.reference
WHERE e.person_id IS NOT NULL;

CREATE TABLE links AS
SELECT row, person_id, 'adult_1_linked_person_id' AS field, adult_1_linked_person_id AS value,
    upper(rtrim(adult_1_linked_person_id)) AS linked_id
FROM events
WHERE adult_1_linked_person_id IS NOT NULL
UNION ALL
SELECT row, person_id, 'adult_2_linked_person_id' AS field, adult_2_linked_person_id AS value,
    upper(rtrim(adult_2_linked_person_id)) AS linked_id
FROM events
WHERE adult_2_linked_person_id IS NOT NULL
UNION ALL
SELECT row, person_id, 'adult_3_linked_person_id' AS field, adult_3_linked_person_id AS value,
    upper(rtrim(adult_3_linked_person_id)) AS linked_id
FROM events
WHERE adult_3_linked_person_id IS NOT NULL;
