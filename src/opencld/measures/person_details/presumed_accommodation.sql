-- Title:  Accommodation presumed from services
-- Grain:  one row per person whose accommodation is not known otherwise, and who had a service
-- Source: latest person details methodology, sections 3.2 and 3.3

WITH services AS (
    SELECT
        f.la_code,
        f.person_id,
        t.service_type,
        CASE
            WHEN m.service_component IN (
                'Shared Lives', 'Community supported living', 'Extra care housing', 'Home support or domiciliary care'
            ) THEN m.service_component
        END AS service_component,
        coalesce(t.rank, 99) AS type_rank,
        coalesce(m.event_end, DATE '9999-01-01') AS event_end,
        m.event_start
    FROM latest_facts AS f
    INNER JOIN main_joined AS m ON m.la_code = f.la_code AND m.person_id = f.person_id
    LEFT JOIN service_type_ranks AS t ON t.service_type = m.service_type
    WHERE f.accommodation_status = 'Unknown' AND m.event_type = 'Service'
),

ranked AS (
    SELECT
        la_code,
        person_id,
        service_type,
        service_component,
        dense_rank() OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                event_end DESC NULLS LAST,
                type_rank ASC NULLS LAST,
                CASE WHEN service_component IS NULL THEN 0 ELSE 1 END DESC NULLS LAST,
                event_start DESC NULLS LAST
        ) AS recency
    FROM services
),

latest AS (
    SELECT
        la_code,
        person_id,
        CASE WHEN min(service_type) = max(service_type) THEN min(service_type) END AS service_type,
        CASE WHEN min(service_component) = max(service_component) THEN min(service_component) END AS service_component
    FROM ranked
    WHERE recency = 1
    GROUP BY la_code, person_id
)

SELECT
    la_code,
    person_id,
    CASE
        WHEN service_type = 'Long term support: Nursing care' THEN 'Registered nursing home'
        WHEN service_type = 'Long term support: Residential care' THEN 'Registered care home'
        WHEN service_component = 'Shared Lives' THEN 'Shared Lives scheme'
        WHEN service_component = 'Extra care housing'
            THEN 'Sheltered housing, extra care housing or other sheltered housing'
        WHEN service_component = 'Community supported living'
            THEN 'Supported accommodation, supported lodgings or supported group home'
        WHEN service_type = 'Long term support: Community' AND service_component = 'Home support or domiciliary care'
            THEN 'Unknown: Presumed at home'
        WHEN service_type = 'Long term support: Community' AND service_component IS NULL
            THEN 'Unknown: Presumed in community'
        WHEN service_type = 'Long term support: Prison' THEN 'Prison, young offenders institution or detention centre'
        ELSE 'Unknown'
    END AS accommodation_status
FROM latest
