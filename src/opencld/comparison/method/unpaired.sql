-- Title:  Lines that are not alike to any of the other return, with the ways in which they may still be one event
-- Grain:  one row per line of either return; a way's key is NULL where the line lacks what the way goes by
-- Source: main tables methodology, steps E2 and F; collection guidance, Services only (start dates that live systems
--         move at an uplift). What each way goes by: ways.csv.

CREATE TABLE unpaired AS
SELECT
    o.side,
    o.row,
    o.person,
    o.event_key,
    e.start,
    e.end,
    e.event_type,
    upper(rtrim(e.event_reference)) AS reference,
    e.delivery_mechanism,
    e.cost_frequency_unit_type,
    e.units,
    upper(rtrim(e.provider_cqc_location_id)) AS provider,
    e.cost,
    CASE WHEN e.event_reference <> '' THEN hash(o.event_key, upper(rtrim(e.event_reference))) END AS by_event_and_reference,
    CASE
        WHEN e.event_type = 'Service'
            THEN hash(o.event_key, e.delivery_mechanism, e.cost_frequency_unit_type, e.units,
                upper(rtrim(e.provider_cqc_location_id)))
    END AS by_event_and_delivery,
    o.event_key AS by_event,
    CASE
        WHEN o.person IS NOT NULL AND e.event_reference <> ''
            THEN hash(o.person, e.event_type, upper(rtrim(e.event_reference)))
    END AS by_reference,
    CASE
        WHEN e.event_type = 'Service'
            THEN hash(o.person, e.client_type, e.service_type, e.service_component, e.delivery_mechanism,
                e.cost_frequency_unit_type, e.units, upper(rtrim(e.provider_cqc_location_id)))
    END AS by_component_and_delivery,
    CASE
        WHEN e.event_type = 'Service' THEN hash(o.person, e.client_type, e.service_type, e.service_component)
    END AS by_component,
    CASE
        WHEN e.event_type = 'Service' AND e.start IS NOT NULL THEN hash(o.person, e.client_type, e.start)
    END AS by_start_of_service,
    CASE
        WHEN e.event_type <> 'Service' AND e.start IS NOT NULL THEN hash(o.person, e.event_type, e.start)
    END AS by_start,
    CASE
        WHEN e.event_type <> 'Service' AND e.end IS NOT NULL
            THEN hash(o.person, e.client_type, e.event_type, e.end, e.request_route_of_access, e.assessment_type)
    END AS by_end
FROM lines AS o
INNER JOIN events AS e ON e.side = o.side AND e.row = o.row
WHERE o.is_alike = 0 AND o.person IS NOT NULL;
