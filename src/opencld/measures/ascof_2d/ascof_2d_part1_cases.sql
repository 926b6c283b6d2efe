-- Title:  ASCOF 2D, part 1: which episodes are counted, and why others are not
-- Grain:  one row per episode of reablement, whenever it was; one that is linked with stays of different age bands or genders
--         has a row for each, and counts once
-- Source: ASCOF 2D methodology, sections 4 and 5; the rules are those of the tables that the figures are made from

WITH nearby AS (
    SELECT DISTINCT e.la_code, e.person_id, e.episode
    FROM ascof_2d_episodes AS e
    INNER JOIN ascof_2d_stays AS s
        ON s.person_id = e.person_id
        AND s.discharge_date >= add_days(e.episode_start, -7)
        AND s.discharge_date <= add_days(e.episode_start, 3)
),

linked AS (
    SELECT DISTINCT
        la_code,
        person_id,
        episode,
        support_at_admission,
        age_band,
        gender,
        died,
        readmitted,
        entered_care_home
    FROM ascof_2d_linked
)

SELECT
    r.period_start,
    r.period_end,
    e.la_code,
    e.person_id,
    e.episode,
    e.episode_start,
    CASE WHEN e.episode_end < DATE '9999-01-01' THEN e.episode_end END AS episode_end,
    k.support_at_admission,
    k.age_band,
    k.gender,
    CASE WHEN k.person_id IS NOT NULL THEN 1 ELSE 0 END AS in_denominator,
    CASE WHEN k.died = 0 AND k.readmitted = 0 AND k.entered_care_home = 0 THEN 1 ELSE 0 END AS in_numerator,
    CASE
        WHEN k.died = 1 THEN '4: died within 84 days'
        WHEN k.readmitted = 1 THEN '5: went back to hospital within 84 days'
        WHEN k.entered_care_home = 1 THEN '6: entered residential or nursing care within 84 days'
        WHEN k.person_id IS NOT NULL THEN NULL
        WHEN e.episode_start < add_days(r.period_start, -3) OR e.episode_start > add_days(r.period_end, 7)
            THEN '1: did not begin near a day of the period'
        WHEN n.person_id IS NULL THEN '2: no discharge from 7 days before to 3 days after it began'
        ELSE '3: the stay in hospital does not count, see part 2'
    END AS left_out_by
FROM ascof_2d_episodes AS e
CROSS JOIN run AS r
LEFT JOIN nearby AS n ON n.la_code = e.la_code AND n.person_id = e.person_id AND n.episode = e.episode
LEFT JOIN linked AS k ON k.la_code = e.la_code AND k.person_id = e.person_id AND k.episode = e.episode
