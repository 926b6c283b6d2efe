-- Title:  Lines that are not alike to any of the other return, with the ways in which they may still be one event
-- Grain:  one row per such line among the chosen; a way's key is NULL where the line lacks what the way goes by
-- Source: main tables methodology, steps E2 and F; collection guidance, Services only (start dates that live systems
--         move at an uplift). What each way goes by: ways.csv.

CREATE TABLE unpaired AS
SELECT
    o.side,
    o.row,
    o.person,
    o.event_key,
    o.start,
    o."end",
    o.event_type,
    upper(rtrim(e.event_reference)) AS reference,
    e.delivery_mechanism,
    e.cost_frequency_unit_type,
    e.units,
    upper(rtrim(e.provider_cqc_location_id)) AS provider,
    e.cost,
    CASE WHEN e.event_reference <> '' THEN hash(o.event_key, upper(rtrim(e.event_reference))) END AS by_event_and_reference,
    CASE
        WHEN o.event_type = 'Service'
            THEN hash(o.event_key, e.delivery_mechanism, e.cost_frequency_unit_type, e.units,
                upper(rtrim(e.provider_cqc_location_id)))
    END AS by_event_and_delivery,
    o.event_key AS by_event,
    CASE
        WHEN o.person IS NOT NULL AND e.event_reference <> ''
            THEN hash(o.person, o.event_type, upper(rtrim(e.event_reference)))
    END AS by_reference,
    CASE
        WHEN o.event_type = 'Service'
            THEN hash(o.person, e.client_type, e.service_type, e.service_component, e.delivery_mechanism,
                e.cost_frequency_unit_type, e.units, upper(rtrim(e.provider_cqc_location_id)))
    END AS by_component_and_delivery,
    o.component AS by_component,
    CASE
        WHEN o.event_type = 'Service' AND o.start IS NOT NULL THEN hash(o.person, e.client_type, o.start)
    END AS by_start_of_service,
    CASE
        WHEN o.event_type <> 'Service' AND o.start IS NOT NULL THEN hash(o.person, o.event_type, o.start)
    END AS by_start,
    CASE
        WHEN o.event_type <> 'Service' AND o."end" IS NOT NULL
            THEN hash(o.person, e.client_type, o.event_type, o."end", e.request_route_of_access, e.assessment_type)
    END AS by_end
FROM keyed_lines AS o
INNER JOIN chosen_rows AS e ON e.side = o.side AND e.row = o.row
WHERE o.is_alike = 0;
