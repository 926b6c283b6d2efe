-- Title:  Episodes of reablement after hospital, counted
-- Grain:  one row per area, support at admission and slice that occurs
-- Source: ASCOF 2D methodology, section 6 (part 1). An episode counts once in each slice it belongs to.

WITH sliced AS (
    SELECT la_code, person_id, episode, support_at_admission, age_band AS slice, died, readmitted, entered_care_home
    FROM ascof_2d_linked
    UNION ALL
    SELECT la_code, person_id, episode, support_at_admission, gender AS slice, died, readmitted, entered_care_home
    FROM ascof_2d_linked
    UNION ALL
    SELECT la_code, person_id, episode, support_at_admission, 'Total' AS slice, died, readmitted, entered_care_home
    FROM ascof_2d_linked
),

everywhere AS (
    SELECT la_code AS area, la_code, person_id, episode, support_at_admission, slice, died, readmitted, entered_care_home
    FROM sliced
    UNION ALL
    SELECT 'all' AS area, la_code, person_id, episode, support_at_admission, slice, died, readmitted, entered_care_home
    FROM sliced
),

supported AS (
    SELECT area, la_code, person_id, episode, support_at_admission, slice, died, readmitted, entered_care_home
    FROM everywhere
    UNION ALL
    SELECT area, la_code, person_id, episode, 'Total' AS support_at_admission, slice, died, readmitted, entered_care_home
    FROM everywhere
),

episodes AS (
    SELECT DISTINCT
        area, la_code, person_id, episode, support_at_admission, slice, died, readmitted, entered_care_home
    FROM supported
)

SELECT
    area AS la_code,
    support_at_admission,
    slice,
    count(*) AS denominator,
    count(CASE WHEN died = 0 AND readmitted = 0 AND entered_care_home = 0 THEN episode END) AS numerator,
    count(CASE WHEN died = 1 THEN episode END) AS died,
    count(CASE WHEN readmitted = 1 THEN episode END) AS readmitted,
    count(CASE WHEN entered_care_home = 1 THEN episode END) AS entered_care_home
FROM episodes
GROUP BY area, support_at_admission, slice
