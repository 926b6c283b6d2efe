-- Title:  Clients with long term support open on the last day, and how it is delivered
-- Grain:  one row per local authority, person and support of the person's best rank, so a person may have several
-- Source: ASCOF 3D methodology, section 1

WITH open_support AS (
    SELECT
        m.la_code,
        m.person_id,
        m.service_type,
        m.service_component,
        CASE WHEN m.service_component = 'Direct payment' THEN 'Direct payment' ELSE m.delivery_mechanism END AS mechanism,
        whole_years(d.birth_date, r.period_end) AS age
    FROM main_joined AS m
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
    WHERE m.client_type = 'Service user'
        AND m.service_type_group = 'Long term support'
        AND m.event_start <= r.period_end
        AND (m.event_end IS NULL OR (m.event_end >= m.event_start AND m.event_end >= r.period_end))
        AND (d.date_of_death >= r.period_end OR d.date_of_death IS NULL)
),

ranked AS (
    SELECT
        s.la_code,
        s.person_id,
        s.service_type,
        s.service_component,
        k.delivery_mechanism,
        s.age,
        coalesce(k.rank, t.rank) AS rank,
        min(coalesce(k.rank, t.rank)) OVER (PARTITION BY s.la_code, s.person_id) AS best_rank
    FROM open_support AS s
    -- the rank without a mechanism, for those that have none, or none that counts with their type
    INNER JOIN self_directed_ranks AS t ON t.service_type = s.service_type AND t.delivery_mechanism IS NULL
    LEFT JOIN self_directed_ranks AS k ON k.service_type = s.service_type AND k.delivery_mechanism = s.mechanism
),

banded AS (
    SELECT DISTINCT
        la_code,
        person_id,
        CASE
            WHEN age IS NULL THEN 'Unknown'
            WHEN age < 18 THEN 'Under 18'
            WHEN age < 65 THEN '18 to 64'
            ELSE '65 and above'
        END AS age_band,
        service_type,
        service_component,
        delivery_mechanism,
        rank
    FROM ranked
    WHERE rank = best_rank
)

SELECT
    r.period_start,
    r.period_end,
    b.la_code,
    b.person_id,
    b.age_band,
    b.service_type,
    b.service_component,
    b.delivery_mechanism,
    b.rank
FROM banded AS b
CROSS JOIN run AS r
WHERE b.age_band <> 'Under 18'
