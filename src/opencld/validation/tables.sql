-- Title:  Tables that the rules across rows read, beside `events`
-- Grain:  people: one row per local identifier; numbers: one per NHS number; shared_references: one per type of event
--         and reference on several rows; links: one per row and linked person
-- Source: `events` has one row per row of the return: what each cell means, NULL where it is blank or cannot be read.
--         person_id, linked_id and reference are compared as the centre's database compares: without regard to
--         case and trailing spaces.

CREATE TABLE people AS
SELECT
    person_id,
    min(date_of_birth) AS date_of_birth,
    max(CASE WHEN client_type = 'Service user' THEN 1 ELSE 0 END) AS is_service_user,
    CASE
        WHEN min(date_of_birth) <> max(date_of_birth)
            OR min(date_of_death) <> max(date_of_death)
            OR min(hash(nhs_number)) FILTER (WHERE nhs_number IS NOT NULL)
            <> max(hash(nhs_number)) FILTER (WHERE nhs_number IS NOT NULL)
            THEN 1
        ELSE 0
    END AS has_two_identities,
    -- values that say nothing is known do not conflict
    CASE
        WHEN min(hash(gender)) FILTER (WHERE gender <> 'Unknown')
            <> max(hash(gender)) FILTER (WHERE gender <> 'Unknown')
            OR min(hash(ethnicity)) FILTER (WHERE ethnicity NOT LIKE 'No data:%')
            <> max(hash(ethnicity)) FILTER (WHERE ethnicity NOT LIKE 'No data:%')
            THEN 1
        ELSE 0
    END AS has_two_characteristics
FROM events
WHERE person_id IS NOT NULL
GROUP BY person_id;

CREATE TABLE numbers AS
SELECT
    nhs_number,
    min(row) FILTER (WHERE person_id IS NOT NULL) AS first_row,
    CASE
        WHEN min(hash(person_id)) FILTER (WHERE person_id IS NOT NULL)
            <> max(hash(person_id)) FILTER (WHERE person_id IS NOT NULL)
            THEN 1
        ELSE 0
    END AS is_shared
FROM events
WHERE nhs_number IS NOT NULL
GROUP BY nhs_number;

CREATE TABLE shared_references AS
SELECT event_type, reference, min(row) AS first_row
FROM events
WHERE reference IS NOT NULL AND event_type IS NOT NULL AND person_id IS NOT NULL
GROUP BY event_type, reference
HAVING count(*) > 1;

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
