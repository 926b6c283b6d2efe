-- Title:  Episodes of ST-Max of people without long term support before
-- Grain:  one row per episode that ended in the period
-- Source: ASCOF 2A methodology, section 2 (steps 4 and 5) and section 3. Long term support that ended 91 days or more before
--         the episode does not count as support before it.

WITH ended_in_period AS (
    SELECT
        e.la_code,
        e.person_id,
        e.episode,
        e.episode_start,
        e.episode_end,
        e.episode_outcome,
        e.episode_rank,
        d.date_of_death,
        whole_years(d.birth_date, e.episode_end) AS age
    FROM ascof_2a_all_episodes AS e
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = e.la_code AND d.person_id = e.person_id
    WHERE e.episode_end >= r.period_start
        AND e.episode_end <= r.period_end
        AND (d.date_of_death >= e.episode_start OR d.date_of_death IS NULL)
),

supported_before AS (
    SELECT DISTINCT e.la_code, e.person_id, e.episode
    FROM ended_in_period AS e
    INNER JOIN ascof_2a_events AS v ON v.la_code = e.la_code AND v.person_id = e.person_id
    INNER JOIN service_type_ranks AS t ON t.service_type = v.service_type AND t.rank <= 4
    WHERE v.event_start < e.episode_start AND days_between(v.event_end, e.episode_start) < 91
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
        WHEN e.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band
FROM ended_in_period AS e
LEFT JOIN supported_before AS s
    ON s.la_code = e.la_code AND s.person_id = e.person_id AND s.episode = e.episode
WHERE s.person_id IS NULL AND (e.age >= 18 OR e.age IS NULL)
