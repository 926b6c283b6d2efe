-- Title:  ASCOF 2D, part 2: which discharges are counted, and why others are not
-- Grain:  one row per hospital stay with a discharge in the period; la_code is that of the residence, where there is one
-- Source: ASCOF 2D methodology, sections 3 and 6; the rules are those of the tables that the figures are made from. The
--         numerator of part 2 are the episodes in the denominator of part 1, so a discharge is never in it itself;
--         `reablement_followed` says whether an episode is linked with it.

WITH stays AS (
    SELECT
        person_id,
        spell_id,
        admission_date,
        discharge_date,
        residence,
        age_band,
        gender,
        support_at_admission,
        -- of lines of one stay that differ, one that counts is enough
        CASE WHEN count(*) = count(left_out_by) THEN max(left_out_by) END AS left_out_by
    FROM ascof_2d_stays
    GROUP BY
        person_id, spell_id, admission_date, discharge_date, residence, age_band, gender, support_at_admission
),

linked AS (
    SELECT DISTINCT spell_id
    FROM ascof_2d_linked
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    s.person_id,
    s.spell_id,
    s.admission_date,
    s.discharge_date,
    s.residence,
    s.age_band,
    s.gender,
    s.support_at_admission,
    CASE WHEN s.left_out_by IS NULL THEN 1 ELSE 0 END AS in_denominator,
    0 AS in_numerator,
    CASE WHEN k.spell_id IS NOT NULL THEN 1 ELSE 0 END AS reablement_followed,
    s.left_out_by
FROM stays AS s
CROSS JOIN run AS r
LEFT JOIN la_lookup AS a ON a.la_area_code = s.residence
LEFT JOIN linked AS k ON k.spell_id = s.spell_id
