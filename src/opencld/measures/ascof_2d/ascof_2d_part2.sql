-- Title:  ASCOF 2D, part 2: discharges from hospital into reablement
-- Grain:  one row per area, support at admission and slice; blank where the combination does not occur
-- Source: ASCOF 2D methodology, section 6. Discharges are of the area's residents, reablement of its local authority, so that
--         a share may exceed 100.

WITH sliced AS (
    SELECT residence, spell_id, support_at_admission, age_band AS slice
    FROM ascof_2d_discharges
    UNION ALL
    SELECT residence, spell_id, support_at_admission, gender AS slice
    FROM ascof_2d_discharges
    UNION ALL
    SELECT residence, spell_id, support_at_admission, 'Total' AS slice
    FROM ascof_2d_discharges
),

placed AS (
    SELECT a.la_code, s.spell_id, s.support_at_admission, s.slice
    FROM sliced AS s
    INNER JOIN la_lookup AS a ON a.la_area_code = s.residence
    UNION ALL
    SELECT 'all' AS la_code, spell_id, support_at_admission, slice
    FROM sliced
),

supported AS (
    SELECT la_code, spell_id, support_at_admission, slice
    FROM placed
    UNION ALL
    SELECT la_code, spell_id, 'Total' AS support_at_admission, slice
    FROM placed
),

counted AS (
    SELECT la_code, support_at_admission, slice, count(DISTINCT spell_id) AS discharges
    FROM supported
    GROUP BY la_code, support_at_admission, slice
)

SELECT
    r.period_start,
    r.period_end,
    g.la_code,
    g.support_at_admission,
    g.slice,
    d.discharges,
    c.denominator AS into_reablement,
    round_half_away(100 * divide(c.denominator, d.discharges), 2) AS percent
FROM ascof_2d_grid AS g
CROSS JOIN run AS r
LEFT JOIN counted AS d
    ON d.la_code = g.la_code AND d.support_at_admission = g.support_at_admission AND d.slice = g.slice
LEFT JOIN ascof_2d_counts AS c
    ON c.la_code = g.la_code AND c.support_at_admission = g.support_at_admission AND c.slice = g.slice
