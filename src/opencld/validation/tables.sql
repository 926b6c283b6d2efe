-- Title:  Tables that the rules across rows read
-- Grain:  events: one row per row of the return; people: one per local identifier; links: one per row and linked person
-- Source: what each cell means, as written while the rows were read. Blank and unreadable cells are NULL.
--         person_id, linked_id and reference are compared as the centre's database compares: without regard to
--         case and trailing spaces.

CREATE VIEW events AS
SELECT
    row,
    line,
    la_person_unique_identifier,
    event_reference,
    nullif(upper(rtrim(la_person_unique_identifier)), '') AS person_id,
    nullif(upper(rtrim(event_reference)), '') AS reference,
    nhs_number,
    nullif(CAST(gender AS VARCHAR), '') AS gender,
    nullif(CAST(ethnicity AS VARCHAR), '') AS ethnicity,
    date_of_birth,
    date_of_death,
    nullif(CAST(client_type AS VARCHAR), '') AS client_type,
    nullif(CAST(event_type AS VARCHAR), '') AS event_type,
    nullif(upper(rtrim(event_type_submitted)), '') AS event_type_submitted,
    event_start_date,
    event_end_date,
    nullif(CAST(request_route_of_access AS VARCHAR), '') AS request_route_of_access,
    nullif(CAST(assessment_type AS VARCHAR), '') AS assessment_type,
    nullif(CAST(method_of_assessment AS VARCHAR), '') AS method_of_assessment,
    nullif(CAST(service_type AS VARCHAR), '') AS service_type,
    nullif(CAST(service_component AS VARCHAR), '') AS service_component,
    nullif(CAST(delivery_mechanism AS VARCHAR), '') AS delivery_mechanism,
    nullif(provider_cqc_location_id, '') AS provider_cqc_location_id,
    unit_cost,
    nullif(CAST(cost_frequency_unit_type AS VARCHAR), '') AS cost_frequency_unit_type,
    planned_units_per_week,
    nullif(adult_1_linked_person_id, '') AS adult_1_linked_person_id,
    nullif(adult_2_linked_person_id, '') AS adult_2_linked_person_id,
    nullif(adult_3_linked_person_id, '') AS adult_3_linked_person_id,
    names_conversation_one,
    row_hash
FROM rows_read;

CREATE TABLE people AS
SELECT person_id, max(CASE WHEN client_type = 'Service user' THEN 1 ELSE 0 END) AS is_service_user
FROM events
WHERE person_id IS NOT NULL
GROUP BY person_id;

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
