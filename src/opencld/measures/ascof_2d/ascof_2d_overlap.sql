-- Title:  ASCOF 2D: how death, readmission and entry to a care home overlap
-- Grain:  one row per area and support at admission
-- Source: ASCOF 2D methodology, section 6 (Venn table). Counts an episode once for each gender and age band of the stays it
--         is linked with.

WITH episodes AS (
    SELECT DISTINCT
        la_code, person_id, episode, support_at_admission, gender, age_band, died, readmitted, entered_care_home
    FROM ascof_2d_linked
),

everywhere AS (
    SELECT la_code, support_at_admission, died, readmitted, entered_care_home
    FROM episodes
    UNION ALL
    SELECT 'all' AS la_code, support_at_admission, died, readmitted, entered_care_home
    FROM episodes
),

supported AS (
    SELECT la_code, support_at_admission, died, readmitted, entered_care_home
    FROM everywhere
    UNION ALL
    SELECT la_code, 'Total' AS support_at_admission, died, readmitted, entered_care_home
    FROM everywhere
),

areas AS (
    SELECT DISTINCT la_code, support_at_admission
    FROM ascof_2d_grid
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    a.support_at_admission,
    count(CASE WHEN s.died = 1 THEN 1 END) AS total_death,
    count(CASE WHEN s.died = 1 AND s.readmitted = 0 AND s.entered_care_home = 0 THEN 1 END) AS death_only,
    count(CASE WHEN s.died = 1 AND s.readmitted = 1 AND s.entered_care_home = 0 THEN 1 END) AS death_readmission,
    count(CASE WHEN s.died = 1 AND s.readmitted = 0 AND s.entered_care_home = 1 THEN 1 END) AS death_care_home,
    count(CASE WHEN s.readmitted = 1 THEN 1 END) AS total_readmission,
    count(CASE WHEN s.died = 0 AND s.readmitted = 1 AND s.entered_care_home = 0 THEN 1 END) AS readmission_only,
    count(CASE WHEN s.died = 0 AND s.readmitted = 1 AND s.entered_care_home = 1 THEN 1 END) AS readmission_care_home,
    count(CASE WHEN s.entered_care_home = 1 THEN 1 END) AS total_care_home,
    count(CASE WHEN s.died = 0 AND s.readmitted = 0 AND s.entered_care_home = 1 THEN 1 END) AS care_home_only,
    count(CASE WHEN s.died = 1 AND s.readmitted = 1 AND s.entered_care_home = 1 THEN 1 END) AS all_three
FROM areas AS a
CROSS JOIN run AS r
LEFT JOIN supported AS s ON s.la_code = a.la_code AND s.support_at_admission = a.support_at_admission
GROUP BY r.period_start, r.period_end, a.la_code, a.support_at_admission
