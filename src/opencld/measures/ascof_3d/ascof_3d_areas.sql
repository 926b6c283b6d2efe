-- Title:  ASCOF 3D for regions and England
-- Grain:  one row per region, and one for England, by part and age band
-- Source: ASCOF 2A methodology, section 0: numerators and denominators of authorities are added, never their percentages

SELECT
    f.period_start,
    f.period_end,
    CASE WHEN grouping(a.region) = 1 THEN 'England' ELSE a.region END AS area,
    f.part,
    f.age_band,
    CAST(sum(f.numerator) AS BIGINT) AS numerator,
    CAST(sum(f.denominator) AS BIGINT) AS denominator,
    coalesce(round_half_away(100 * divide(sum(f.numerator), sum(f.denominator)), 1), 0) AS percent
FROM ascof_3d AS f
INNER JOIN la_lookup AS a ON a.la_code = f.la_code
GROUP BY GROUPING SETS (
    (f.period_start, f.period_end, f.part, f.age_band, a.region),
    (f.period_start, f.period_end, f.part, f.age_band)
)
