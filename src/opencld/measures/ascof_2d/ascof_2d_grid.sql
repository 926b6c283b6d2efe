-- Title:  Areas, support at admission and slices that ASCOF 2D lists
-- Grain:  one row per combination, whether or not it occurs; la_code `all` is England
-- Source: ASCOF 2D methodology, section 6

WITH areas AS (
    SELECT la_code, la_area_code
    FROM la_lookup
    UNION ALL
    SELECT 'all' AS la_code, NULL AS la_area_code
),

support AS (
    SELECT DISTINCT support_at_admission
    FROM ascof_2d_linked
    UNION ALL
    SELECT 'Total' AS support_at_admission
),

slices AS (
    SELECT 'Total' AS slice
    UNION ALL
    SELECT '65-74' AS slice
    UNION ALL
    SELECT '75-84' AS slice
    UNION ALL
    SELECT '85+' AS slice
    UNION ALL
    SELECT 'Female' AS slice
    UNION ALL
    SELECT 'Male' AS slice
)

SELECT a.la_code, a.la_area_code, s.support_at_admission, x.slice
FROM areas AS a
CROSS JOIN support AS s
CROSS JOIN slices AS x
