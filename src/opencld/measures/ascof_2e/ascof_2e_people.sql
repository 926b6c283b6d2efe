-- Title:  People in long term support, with where they live
-- Grain:  one row per cohort, local authority and person
-- Source: ASCOF 2E methodology, steps 1 to 7. Age is that on the last day of support, or of the period.

WITH supported AS (
    SELECT
        m.la_code,
        m.person_id,
        max(CASE WHEN m.event_end < r.period_end THEN m.event_end ELSE r.period_end END) AS last_day
    FROM main_joined AS m
    CROSS JOIN run AS r
    WHERE m.client_type = 'Service user'
        AND m.event_type = 'Service'
        AND m.service_type_group = 'Long term support'
        AND (m.event_end >= m.event_start OR m.event_end IS NULL)
        AND m.event_start <= r.period_end
        AND (m.event_end >= r.period_start OR m.event_end IS NULL)
    GROUP BY m.la_code, m.person_id
),

aged AS (
    SELECT
        s.la_code,
        s.person_id,
        whole_years(d.birth_date, s.last_day) AS age,
        d.gender,
        d.accommodation_status,
        d.settled,
        d.primary_support_reason
    FROM supported AS s
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = s.la_code AND d.person_id = s.person_id
    WHERE d.date_of_death >= r.period_start OR d.date_of_death IS NULL
),

banded AS (
    SELECT
        la_code,
        person_id,
        age,
        CASE
            WHEN age IS NULL THEN 'Unknown'
            WHEN age < 65 THEN '18 to 64'
            ELSE '65 and above'
        END AS age_band,
        gender,
        accommodation_status,
        settled,
        primary_support_reason
    FROM aged
    WHERE age >= 18 OR age IS NULL
),

cohorts AS (
    SELECT 'all' AS cohort, la_code, person_id, age, age_band, gender, accommodation_status, settled
    FROM banded
    UNION ALL
    SELECT 'learning_disability' AS cohort, la_code, person_id, age, age_band, gender, accommodation_status, settled
    FROM banded
    WHERE primary_support_reason = 'Learning disability support' AND age_band = '18 to 64'
)

SELECT
    r.period_start,
    r.period_end,
    c.cohort,
    c.la_code,
    c.person_id,
    c.age,
    c.age_band,
    c.gender,
    c.accommodation_status,
    c.settled
FROM cohorts AS c
CROSS JOIN run AS r
