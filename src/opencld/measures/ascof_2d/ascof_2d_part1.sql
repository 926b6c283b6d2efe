-- Title:  ASCOF 2D, part 1: people still at home twelve weeks after hospital, of those with reablement
-- Grain:  one row per area, support at admission and slice; blank where the combination does not occur
-- Source: ASCOF 2D methodology, section 6. By the local authority that gave the reablement.

SELECT
    r.period_start,
    r.period_end,
    g.la_code,
    g.support_at_admission,
    g.slice,
    c.denominator,
    c.numerator,
    round_half_away(100 * divide(c.numerator, c.denominator), 2) AS percent,
    c.died,
    c.readmitted,
    c.entered_care_home
FROM ascof_2d_grid AS g
CROSS JOIN run AS r
LEFT JOIN ascof_2d_counts AS c
    ON c.la_code = g.la_code AND c.support_at_admission = g.support_at_admission AND c.slice = g.slice
