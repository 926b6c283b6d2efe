-- Title:  ASCOF 2A: what came of reablement
-- Grain:  one row per local authority, age band, step and final outcome that occurs
-- Source: ASCOF 2A methodology, sections 5 and 6 (disaggregated)

SELECT
    e.period_start,
    e.period_end,
    e.la_code,
    e.age_band,
    e.step,
    e.final_outcome,
    coalesce(c.counts_in_denominator, 'N') AS counts_in_denominator,
    coalesce(c.counts_in_numerator, 'N') AS counts_in_numerator,
    coalesce(c.unable_to_classify, 'N') AS unable_to_classify,
    count(*) AS episodes
FROM ascof_2a_episodes AS e
LEFT JOIN reablement_outcomes AS c ON c.final_outcome = e.final_outcome
GROUP BY
    e.period_start,
    e.period_end,
    e.la_code,
    e.age_band,
    e.step,
    e.final_outcome,
    c.counts_in_denominator,
    c.counts_in_numerator,
    c.unable_to_classify
