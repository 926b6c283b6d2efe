-- Title:  Long term stays in residential and nursing care
-- Grain:  one row per event
-- Source: ASCOF 2B and 2C methodology, section 2. A stay without a service component is left out, as the published
--         method does, though its text meant to let it through.

SELECT
    m.la_code,
    m.person_id,
    m.record_id,
    m.event_start,
    m.event_end,
    m.outcome,
    whole_years(d.birth_date, m.event_start) AS age
FROM main_joined AS m
CROSS JOIN run AS r
INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
WHERE m.event_type = 'Service'
    AND m.client_type = 'Service user'
    AND m.service_type IN ('Long term support: Residential care', 'Long term support: Nursing care')
    AND (lower(m.service_component) LIKE '%residential%' OR lower(m.service_component) LIKE '%nursing%')
    AND lower(m.service_component) NOT LIKE '%short%'
    AND d.birth_date IS NOT NULL
    AND (d.date_of_death >= r.period_start OR d.date_of_death IS NULL)
