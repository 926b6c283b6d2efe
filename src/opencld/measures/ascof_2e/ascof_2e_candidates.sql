-- Title:  People considered for ASCOF 2E
-- Grain:  one row per local authority and service user with a long term service, whenever it was
-- Source: ASCOF 2E methodology, steps 1 to 6. Age is that on the last day of support, or of the period. `left_out_by` is the
--         first step that a person does not pass, blank for those who pass all.

WITH supported AS (
    SELECT
        m.la_code,
        m.person_id,
        max(
            CASE
                WHEN m.event_start > r.period_end OR m.event_end < r.period_start OR m.event_end < m.event_start THEN NULL
                WHEN m.event_end < r.period_end THEN m.event_end
                ELSE r.period_end
            END
        ) AS last_day
    FROM main_joined AS m
    CROSS JOIN run AS r
    WHERE m.client_type = 'Service user'
        AND m.event_type = 'Service'
        AND m.service_type_group = 'Long term support'
    GROUP BY m.la_code, m.person_id
),

aged AS (
    SELECT
        s.la_code,
        s.person_id,
        s.last_day,
        whole_years(d.birth_date, s.last_day) AS age,
        d.gender,
        d.accommodation_status,
        d.settled,
        d.primary_support_reason,
        d.date_of_death
    FROM supported AS s
    INNER JOIN person_details AS d ON d.la_code = s.la_code AND d.person_id = s.person_id
)

SELECT
    a.la_code,
    a.person_id,
    a.age,
    CASE
        WHEN a.age IS NULL THEN 'Unknown'
        WHEN a.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    a.gender,
    a.accommodation_status,
    a.settled,
    a.primary_support_reason,
    CASE
        WHEN a.last_day IS NULL THEN '1: no long term support on any day of the period'
        WHEN a.date_of_death < r.period_start THEN '2: died before the period'
        WHEN a.age < 18 THEN '3: under 18 on the last day of support'
    END AS left_out_by
FROM aged AS a
CROSS JOIN run AS r
