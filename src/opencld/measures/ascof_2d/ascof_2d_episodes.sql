-- Title:  Episodes of reablement
-- Grain:  one row per episode: reablement services of one person that overlap, or follow within seven days
-- Source: ASCOF 2D methodology, section 2, steps 3 and 4; clusters as in ASCOF 2A. Of ST-Max, only the component Reablement.

WITH reablement AS (
    SELECT
        m.la_code,
        m.person_id,
        m.record_id,
        m.event_start,
        coalesce(m.event_end, DATE '9999-01-01') AS event_end,
        d.date_of_death
    FROM main_joined AS m
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
    WHERE m.client_type = 'Service user'
        AND m.event_type = 'Service'
        AND m.service_type = 'Short term support: ST-Max'
        AND m.service_component = 'Reablement'
        AND (m.event_end >= m.event_start OR m.event_end IS NULL)
        AND (d.date_of_death >= r.period_start OR d.date_of_death IS NULL)
),

compared AS (
    SELECT
        la_code,
        person_id,
        record_id,
        event_start,
        event_end,
        date_of_death,
        max(event_end) OVER (
            PARTITION BY la_code, person_id
            ORDER BY event_start ASC NULLS LAST, event_end ASC NULLS LAST, record_id DESC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ended_before
    FROM reablement
),

numbered AS (
    SELECT
        la_code,
        person_id,
        event_start,
        event_end,
        date_of_death,
        sum(CASE WHEN days_between(ended_before, event_start) <= 7 THEN 0 ELSE 1 END) OVER (
            PARTITION BY la_code, person_id
            ORDER BY event_start ASC NULLS LAST, event_end ASC NULLS LAST, record_id DESC NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS episode
    FROM compared
)

SELECT
    la_code,
    person_id,
    CAST(episode AS INTEGER) AS episode,
    min(event_start) AS episode_start,
    max(event_end) AS episode_end,
    max(date_of_death) AS date_of_death
FROM numbered
GROUP BY la_code, person_id, episode
