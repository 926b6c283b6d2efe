-- Title:  What came of each episode of ST-Max
-- Grain:  one row per episode of a new client that ended in the period
-- Source: ASCOF 2A methodology, section 4: the first step that finds an answer

WITH equipped AS (
    SELECT DISTINCT la_code, person_id, episode
    FROM ascof_2a_following_events
    WHERE is_nested = 1 AND event_type = 'Service' AND service_component = 'Equipment'
),

stepped AS (
    SELECT
        e.la_code,
        e.person_id,
        e.episode_start,
        e.episode_end,
        e.episode_outcome,
        e.age_band,
        s.final_outcome AS service,
        u.final_outcome AS usable,
        CASE
            WHEN days_between(e.episode_end, e.date_of_death) <= 7 THEN '1'
            WHEN e.episode_outcome = 'Admitted to hospital' THEN '2'
            WHEN s.person_id IS NOT NULL THEN '3'
            WHEN u.person_id IS NOT NULL THEN u.step
            WHEN q.person_id IS NOT NULL THEN '5'
            ELSE '6'
        END AS step
    FROM ascof_2a_new_clients AS e
    LEFT JOIN ascof_2a_following_services AS s
        ON s.la_code = e.la_code AND s.person_id = e.person_id AND s.episode = e.episode
    LEFT JOIN ascof_2a_usable_outcomes AS u
        ON u.la_code = e.la_code AND u.person_id = e.person_id AND u.episode = e.episode
    LEFT JOIN equipped AS q ON q.la_code = e.la_code AND q.person_id = e.person_id AND q.episode = e.episode
)

SELECT
    r.period_start,
    r.period_end,
    p.la_code,
    p.person_id,
    p.episode_start,
    p.episode_end,
    p.episode_outcome,
    p.age_band,
    p.step,
    CASE
        WHEN p.step = '1' THEN 'NFA: Deceased'
        WHEN p.step = '3' THEN p.service
        WHEN p.step IN ('4a', '4b', '4c') THEN p.usable
        WHEN p.step = '5' THEN 'Short term support: Ongoing low level'
        ELSE p.episode_outcome
    END AS final_outcome
FROM stepped AS p
CROSS JOIN run AS r
