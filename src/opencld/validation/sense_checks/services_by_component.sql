-- Title:  Services by type and component
-- Grain:  one row per service type and service component, NULL where it is blank or cannot be read
-- Source: collection guidance, Service Type and Service Component

SELECT
    service_type,
    service_component,
    count(*) AS services
FROM events
WHERE event_type = 'Service'
GROUP BY service_type, service_component
ORDER BY service_type NULLS LAST, services DESC, service_component NULLS LAST
