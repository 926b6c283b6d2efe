-- Title:  Episodes of ST-Max
-- Grain:  one row per episode: ST-Max services of one person that overlap, or follow within seven days
-- Source: ASCOF 2A methodology, section 2, steps 1 to 3. The outcome is that of the service that ended last.

WITH st_max AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        event_end,
        outcome,
        rank,
        max(event_end) OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                event_start ASC NULLS LAST,
                event_end ASC NULLS LAST,
                rank ASC NULLS LAST,
                record_id DESC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_before
    FROM ascof_2a_events
    WHERE event_type = 'Service' AND service_type = 'Short term support: ST-Max'
),

numbered AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        event_end,
        outcome,
        rank,
        sum(CASE WHEN days_between(ended_before, event_start) <= 7 THEN 0 ELSE 1 END) OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                event_start ASC NULLS LAST,
                event_end ASC NULLS LAST,
                rank ASC NULLS LAST,
                record_id DESC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode
    FROM st_max
),

ranked AS (
    SELECT
        la_code,
        person_id,
        episode,
        outcome,
        rank,
        min(event_start) OVER (PARTITION BY la_code, person_id, episode) AS episode_start,
        max(event_end) OVER (PARTITION BY la_code, person_id, episode) AS episode_end,
        row_number() OVER (
            PARTITION BY la_code, person_id, episode
            ORDER BY event_end DESC NULLS LAST, rank ASC NULLS LAST, record_id DESC NULLS LAST
        ) AS recency
    FROM numbered
)

SELECT
    la_code,
    person_id,
    CAST(episode AS INTEGER) AS episode,
    episode_start,
    episode_end,
    outcome AS episode_outcome,
    rank AS episode_rank
FROM ranked
WHERE recency = 1
