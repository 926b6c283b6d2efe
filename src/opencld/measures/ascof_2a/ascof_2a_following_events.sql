-- Title:  Events in and after an episode of ST-Max
-- Grain:  one row per episode and event of the person that is no part of the episode: future ones end after it and start
--         no later than seven days after it; nested ones end within it
-- Source: ASCOF 2A methodology, section 2 (step 6) and section 4 (event sets)

WITH others AS (
    SELECT
        e.la_code,
        e.person_id,
        e.episode,
        e.episode_end,
        e.episode_rank,
        v.record_id,
        v.event_type,
        v.service_type,
        v.service_component,
        v.event_end,
        v.outcome,
        v.rank,
        CASE
            WHEN v.event_end > e.episode_end AND days_between(e.episode_end, v.event_start) <= 7 THEN 1 ELSE 0
        END AS is_future,
        CASE WHEN v.event_end > e.episode_start AND v.event_end <= e.episode_end THEN 1 ELSE 0 END AS is_nested
    FROM ascof_2a_new_clients AS e
    INNER JOIN ascof_2a_events AS v ON v.la_code = e.la_code AND v.person_id = e.person_id
    WHERE v.event_start >= e.episode_start
        AND NOT (
            v.event_type = 'Service'
            AND v.service_type IS NOT NULL
            AND v.service_type = 'Short term support: ST-Max'
            AND v.event_start <= e.episode_end
        )
)

SELECT
    la_code,
    person_id,
    episode,
    episode_end,
    episode_rank,
    record_id,
    event_type,
    service_type,
    service_component,
    event_end,
    outcome,
    rank,
    is_future,
    is_nested
FROM others
WHERE is_future = 1 OR is_nested = 1
