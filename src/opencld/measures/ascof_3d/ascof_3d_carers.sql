-- Title:  Unpaid carers and the support they had
-- Grain:  one row per local authority and carer: the support of the best rank
-- Source: ASCOF 3D methodology, section 2

WITH best AS (
    SELECT la_code, person_id, age_band, min(rank) AS rank
    FROM ascof_3d_carer_candidates
    WHERE left_out_by IS NULL
    GROUP BY la_code, person_id, age_band
)

SELECT
    r.period_start,
    r.period_end,
    b.la_code,
    b.person_id,
    b.age_band,
    s.support,
    b.rank
FROM best AS b
CROSS JOIN run AS r
INNER JOIN carer_support_ranks AS s ON s.rank = b.rank
