-- Title:  Episodes of reablement after hospital, and what happened in the twelve weeks after discharge
-- Grain:  one row per episode and discharge it is linked with (several stays may end on one day)
-- Source: ASCOF 2D methodology, sections 4 and 5

WITH candidates AS (
    SELECT e.la_code, e.person_id, e.episode, e.episode_start, e.date_of_death, max(d.discharge_date) AS discharge_date
    FROM ascof_2d_episodes AS e
    INNER JOIN ascof_2d_discharges AS d
        ON d.person_id = e.person_id
        AND d.discharge_date >= add_days(e.episode_start, -7)
        AND d.discharge_date <= add_days(e.episode_start, 3)
        AND d.admission_date <= e.episode_start
    GROUP BY e.la_code, e.person_id, e.episode, e.episode_start, e.date_of_death
),

readmitted AS (
    SELECT DISTINCT c.la_code, c.person_id, c.episode
    FROM candidates AS c
    CROSS JOIN run AS r
    INNER JOIN hospital_spells AS h ON h.nhs_number = c.person_id
    WHERE h.last_episode = 1
        AND h.admission_date < h.discharge_date
        AND h.management_type IN ('EM', 'NE')
        AND h.discharge_method <> '5'
        AND h.admission_date >= r.period_start
        AND h.admission_date > c.episode_start
        AND h.admission_date > c.discharge_date
        AND h.admission_date <= add_days(c.discharge_date, 84)
),

moved AS (
    SELECT DISTINCT c.la_code, c.person_id, c.episode
    FROM candidates AS c
    INNER JOIN ascof_2d_long_term_support AS l
        ON l.person_id = c.person_id
        AND l.service_type IN ('Long term support: Residential care', 'Long term support: Nursing care')
        AND l.event_start >= c.discharge_date
        AND l.event_start <= add_days(c.discharge_date, 84)
)

SELECT
    c.la_code,
    c.person_id,
    c.episode,
    c.episode_start,
    d.spell_id,
    d.discharge_date,
    d.support_at_admission,
    d.age_band,
    d.gender,
    CASE
        WHEN c.date_of_death >= c.discharge_date AND c.date_of_death <= add_days(c.discharge_date, 84) THEN 1 ELSE 0
    END AS died,
    CASE WHEN h.person_id IS NOT NULL THEN 1 ELSE 0 END AS readmitted,
    CASE WHEN m.person_id IS NOT NULL THEN 1 ELSE 0 END AS entered_care_home
FROM candidates AS c
INNER JOIN ascof_2d_discharges AS d ON d.person_id = c.person_id AND d.discharge_date = c.discharge_date
LEFT JOIN readmitted AS h ON h.la_code = c.la_code AND h.person_id = c.person_id AND h.episode = c.episode
LEFT JOIN moved AS m ON m.la_code = c.la_code AND m.person_id = c.person_id AND m.episode = c.episode
