-- Title:  Clients with long term support open on the last day, and how it is delivered
-- Grain:  one row per local authority, person and support of the person's best rank, so a person may have several
-- Source: ASCOF 3D methodology, section 1

WITH ranked AS (
    SELECT
        s.la_code,
        s.person_id,
        s.age_band,
        s.service_type,
        s.service_component,
        k.delivery_mechanism,
        coalesce(k.rank, t.rank) AS rank,
        min(coalesce(k.rank, t.rank)) OVER (PARTITION BY s.la_code, s.person_id) AS best_rank
    FROM ascof_3d_client_candidates AS s
    -- the rank without a mechanism, for those that have none, or none that counts with their type
    INNER JOIN self_directed_ranks AS t ON t.service_type = s.service_type AND t.delivery_mechanism IS NULL
    LEFT JOIN self_directed_ranks AS k ON k.service_type = s.service_type AND k.delivery_mechanism = s.mechanism
    WHERE s.left_out_by IS NULL
),

best AS (
    SELECT DISTINCT la_code, person_id, age_band, service_type, service_component, delivery_mechanism, rank
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
FROM best AS b
CROSS JOIN run AS r
