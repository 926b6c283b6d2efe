-- Title:  Tables that the rules across rows read, beside `candidates`
-- Grain:  identities: one row per local identifier and NHS number; people: one per local identifier; numbers: one
--         per NHS number; shared_references: one per row whose reference other rows with its type of event have;
--         links: one per row, not a service user's, and linked person, as far as doubtful
-- Source: `candidates` has those rows of the return that may break a rule across rows, and those they must be seen with:
--         all rows of such a person, NHS number or reference. It holds what each cell means, NULL where it is blank or
--         cannot be read.
--         is_readable says whether all that tells events apart could be read.
--         known_gender and known_ethnicity are positions on the list, NULL also for values that say nothing is known.
--         `repeated_rows`, `repeated_references` and `repeated_events` have the rows that share a fingerprint with
--         others: of all 48 texts; of type and reference; of person, type and start.
--         `doubtful_links` has rows and fields, not a service user's, that link to nobody who is ever a service user in
--         the file, and all links of joint assessments, with the identifier linked to.
--         Of all rows, `costs` has those with a cost, component and frequency by their places on their lists; `births`
--         counts people by their first date of birth, and `event_counts` counts events by type and end.
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
FROM candidates
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
WITH sharing AS (
    SELECT e.*, min(e.row) OVER (PARTITION BY e.event_type, e.reference) AS first_row
    FROM repeated_references AS r
    INNER JOIN candidates AS e ON e.row = r.row
    WHERE e.reference IS NOT NULL AND e.event_type IS NOT NULL AND e.person_id IS NOT NULL
)

SELECT
    event_type, reference, first_row, row, person_id, is_readable, event_start_date, event_end_date, service_type,
    service_component, provider_cqc_location_id, unit_cost
FROM sharing;

CREATE TABLE links AS
SELECT c.row, c.person_id, d.field, d.value, d.linked_id
FROM doubtful_links AS d
INNER JOIN candidates AS c ON c.row = d.row;
