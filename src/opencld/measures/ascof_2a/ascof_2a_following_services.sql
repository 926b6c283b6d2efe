-- Title:  Services that followed an episode of ST-Max
-- Grain:  one row per episode with such a service: the one of the best rank
-- Source: ASCOF 2A methodology, section 4, step 3

WITH services AS (
    SELECT
        f.la_code,
        f.person_id,
        f.episode,
        t.service_type,
        t.rank,
        min(t.rank) OVER (PARTITION BY f.la_code, f.person_id, f.episode) AS best_rank,
        CASE
            WHEN f.service_component IN ('Short term residential care', 'Short term nursing care') THEN 1 ELSE 0
        END AS is_short_stay
    FROM ascof_2a_following_events AS f
    INNER JOIN service_type_ranks AS t ON t.service_type = f.service_type
    WHERE f.is_future = 1
)

SELECT
    la_code,
    person_id,
    episode,
    CASE
        WHEN max(best_rank) = 7 AND max(is_short_stay) = 1 THEN 'Short term support: Residential or Nursing care'
        ELSE min(service_type)
    END AS final_outcome
FROM services
WHERE rank = best_rank
GROUP BY la_code, person_id, episode
