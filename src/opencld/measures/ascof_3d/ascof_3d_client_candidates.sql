-- Title:  Long term support considered for ASCOF 3D
-- Grain:  one row per long term record of a service user, whenever it was
-- Source: ASCOF 3D methodology, section 1, steps 1 to 3. `left_out_by` is the first step that a record does not pass.

WITH aged AS (
    SELECT
        m.la_code,
        m.person_id,
        m.event_start,
        m.event_end,
        m.service_type,
        m.service_component,
        CASE WHEN m.service_component = 'Direct payment' THEN 'Direct payment' ELSE m.delivery_mechanism END AS mechanism,
        d.date_of_death,
        whole_years(d.birth_date, r.period_end) AS age
    FROM main_joined AS m
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
    WHERE m.client_type = 'Service user' AND m.service_type_group = 'Long term support'
)

SELECT
    a.la_code,
    a.person_id,
    a.service_type,
    a.service_component,
    a.mechanism,
    CASE
        WHEN a.age IS NULL THEN 'Unknown'
        WHEN a.age < 18 THEN 'Under 18'
        WHEN a.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    CASE
        WHEN a.event_start > r.period_end OR a.event_end < r.period_end OR a.event_end < a.event_start
            THEN '1: no long term support open on the last day'
        WHEN a.date_of_death < r.period_end THEN '2: died before the last day'
        WHEN a.age < 18 THEN '3: under 18 on the last day'
    END AS left_out_by
FROM aged AS a
CROSS JOIN run AS r
