-- Title:  Stays considered for ASCOF 2B and 2C
-- Grain:  one row per event of a service user in residential or nursing care
-- Source: ASCOF 2B and 2C methodology, section 2. `left_out_by` is the first step that a stay does not pass. A stay without a
--         service component is left out, as the published method does, though its text meant to let it through.

SELECT
    m.la_code,
    m.person_id,
    m.record_id,
    m.event_start,
    m.event_end,
    m.outcome,
    whole_years(d.birth_date, m.event_start) AS age,
    CASE
        WHEN m.service_component IS NULL THEN '1: no stay has a service component'
        WHEN lower(m.service_component) LIKE '%short%' THEN '2: short stays only'
        WHEN lower(m.service_component) NOT LIKE '%residential%' AND lower(m.service_component) NOT LIKE '%nursing%'
            THEN '3: no service component is residential or nursing care'
        WHEN d.birth_date IS NULL THEN '4: date of birth is unknown'
        WHEN d.date_of_death < r.period_start THEN '5: died before the period'
    END AS left_out_by
FROM main_joined AS m
CROSS JOIN run AS r
INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
WHERE m.event_type = 'Service'
    AND m.client_type = 'Service user'
    AND m.service_type IN ('Long term support: Residential care', 'Long term support: Nursing care')
