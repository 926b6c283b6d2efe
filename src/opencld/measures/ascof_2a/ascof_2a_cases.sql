-- Title:  ASCOF 2A: which episodes are counted, and why others are not
-- Grain:  one row per episode of ST-Max, whenever it was
-- Source: ASCOF 2A methodology, sections 2 to 5; the rules are those of the tables that the figures are made from. `step` is
--         the one that found what came of an episode, `final_outcome` what that is.

SELECT
    r.period_start,
    r.period_end,
    c.la_code,
    c.person_id,
    c.episode_start,
    CASE WHEN c.episode_end < DATE '9999-01-01' THEN c.episode_end END AS episode_end,
    c.age_band,
    e.step,
    e.final_outcome,
    CASE WHEN o.counts_in_denominator = 'Y' THEN 1 ELSE 0 END AS in_denominator,
    CASE WHEN o.counts_in_numerator = 'Y' THEN 1 ELSE 0 END AS in_numerator,
    CASE
        WHEN c.left_out_by IS NOT NULL THEN c.left_out_by
        WHEN o.counts_in_numerator = 'Y' THEN NULL
        WHEN o.counts_in_denominator = 'Y' THEN concat('7: followed by ', e.final_outcome)
        WHEN o.unable_to_classify = 'Y' THEN concat('5: what came after cannot be told from ', e.final_outcome)
        ELSE concat('6: what came after is ', e.final_outcome)
    END AS left_out_by
FROM ascof_2a_candidates AS c
CROSS JOIN run AS r
LEFT JOIN ascof_2a_episodes AS e
    ON e.la_code = c.la_code AND e.person_id = c.person_id AND e.episode_start = c.episode_start
LEFT JOIN reablement_outcomes AS o ON o.final_outcome = e.final_outcome
