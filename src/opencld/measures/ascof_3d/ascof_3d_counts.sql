-- Title:  People by self-directed support, counted
-- Grain:  one row per part, local authority and age band, all ages among them as Total
-- Source: ASCOF 3D methodology, section 3

SELECT
    part,
    la_code,
    CASE WHEN grouping(age_band) = 1 THEN 'Total' ELSE age_band END AS age_band,
    count(CASE WHEN is_counted = 1 THEN part END) AS numerator,
    count(*) AS denominator
FROM ascof_3d_counted
GROUP BY GROUPING SETS ((part, la_code, age_band), (part, la_code))
