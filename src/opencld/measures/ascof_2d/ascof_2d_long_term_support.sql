-- Title:  Long term support that hospital stays are compared with
-- Grain:  one row per long term service of a service user who had not died before the period
-- Source: ASCOF 2D methodology, section 2, steps 1 and 2. Whichever local authority it is of: hospital stays know none.

SELECT
    m.person_id,
    m.record_id,
    m.service_type,
    m.event_start,
    coalesce(m.event_end, DATE '9999-01-01') AS event_end
FROM main_joined AS m
CROSS JOIN run AS r
INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
WHERE m.client_type = 'Service user'
    AND m.service_type_group = 'Long term support'
    AND (m.event_end >= m.event_start OR m.event_end IS NULL)
    AND (d.date_of_death >= r.period_start OR d.date_of_death IS NULL)
