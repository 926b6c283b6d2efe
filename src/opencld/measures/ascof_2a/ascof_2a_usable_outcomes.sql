-- Title:  Outcomes that say what came of an episode of ST-Max
-- Grain:  one row per episode with such an outcome: the one of the best rank, from the first source that has it
-- Source: ASCOF 2A methodology, section 4, step 4: 4a the episode itself, 4b an event that followed, 4c an assessment or
--         review near its end. The episode's own outcome counts where nothing followed; where only events followed that
--         (ii) leaves out, it does not.

WITH followed AS (
    SELECT DISTINCT la_code, person_id, episode
    FROM ascof_2a_following_events
    WHERE is_future = 1
),

speaking AS (
    SELECT la_code, person_id, episode, episode_rank, rank
    FROM ascof_2a_following_events
    WHERE is_future = 1
        AND event_type <> 'Service'
        AND outcome <> 'NFA: Support ended as planned'
        AND (episode_rank < 100 OR rank < 100)
),

reviewed AS (
    SELECT
        la_code,
        person_id,
        episode,
        rank,
        row_number() OVER (
            PARTITION BY la_code, person_id, episode
            ORDER BY event_end DESC NULLS LAST, rank ASC NULLS LAST, record_id DESC NULLS LAST
        ) AS recency
    FROM ascof_2a_following_events
    WHERE is_nested = 1
        AND event_type IN ('Assessment', 'Review')
        AND days_between(event_end, episode_end) < 14
        AND rank < 100
),

candidates AS (
    SELECT e.la_code, e.person_id, e.episode, e.episode_rank AS rank, '4a' AS step
    FROM ascof_2a_new_clients AS e
    LEFT JOIN followed AS f ON f.la_code = e.la_code AND f.person_id = e.person_id AND f.episode = e.episode
    WHERE f.person_id IS NULL AND e.episode_rank < 100
    UNION ALL
    SELECT la_code, person_id, episode, episode_rank AS rank, '4a' AS step
    FROM speaking
    UNION ALL
    SELECT la_code, person_id, episode, rank, '4b' AS step
    FROM speaking
    WHERE rank < 100
    UNION ALL
    SELECT la_code, person_id, episode, rank, '4c' AS step
    FROM reviewed
    WHERE recency = 1
),

ranked AS (
    SELECT
        la_code,
        person_id,
        episode,
        rank,
        step,
        row_number() OVER (
            PARTITION BY la_code, person_id, episode ORDER BY rank ASC NULLS LAST, step ASC NULLS LAST
        ) AS preference
    FROM candidates
)

SELECT c.la_code, c.person_id, c.episode, c.step, o.outcome AS final_outcome
FROM ranked AS c
INNER JOIN event_outcome_rank AS o ON o.rank = c.rank
WHERE c.preference = 1
