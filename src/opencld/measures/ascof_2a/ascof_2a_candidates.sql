-- Title:  Episodes of ST-Max considered for ASCOF 2A
-- Grain:  one row per episode, whenever it was
-- Source: ASCOF 2A methodology, section 2 (steps 4 and 5) and section 3. `left_out_by` is the first step that an episode does
--         not pass. Long term support that ended 91 days or more before the episode does not count as support before it.

WITH judged AS (
    SELECT
        e.la_code,
        e.person_id,
        e.episode,
        e.episode_start,
        e.episode_end,
        e.episode_outcome,
        e.episode_rank,
        d.date_of_death,
        CASE WHEN e.episode_end < DATE '9999-01-01' THEN whole_years(d.birth_date, e.episode_end) END AS age,
        CASE
            WHEN e.episode_end < r.period_start OR e.episode_end > r.period_end THEN '1: did not end in the period'
            WHEN d.date_of_death < e.episode_start THEN '2: died before the episode'
        END AS left_out_by
    FROM ascof_2a_all_episodes AS e
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = e.la_code AND d.person_id = e.person_id
),

supported_before AS (
    SELECT DISTINCT e.la_code, e.person_id, e.episode
    FROM judged AS e
    INNER JOIN ascof_2a_events AS v ON v.la_code = e.la_code AND v.person_id = e.person_id
    INNER JOIN service_type_ranks AS t ON t.service_type = v.service_type AND t.rank <= 4
    WHERE e.left_out_by IS NULL
        AND v.event_start < e.episode_start
        AND days_between(v.event_end, e.episode_start) < 91
)

SELECT
    e.la_code,
    e.person_id,
    e.episode,
    e.episode_start,
    e.episode_end,
    e.episode_outcome,
    e.episode_rank,
    e.date_of_death,
    CASE
        WHEN e.age IS NULL THEN 'Unknown'
        WHEN e.age < 18 THEN 'Under 18'
        WHEN e.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    CASE
        WHEN e.left_out_by IS NOT NULL THEN e.left_out_by
        WHEN s.person_id IS NOT NULL THEN '3: long term support in the 90 days before'
        WHEN e.age < 18 THEN '4: under 18 at the end of the episode'
    END AS left_out_by
FROM judged AS e
LEFT JOIN supported_before AS s
    ON s.la_code = e.la_code AND s.person_id = e.person_id AND s.episode = e.episode
