-- Title:  ASCOF 2B and 2C for regions and England
-- Grain:  one row per region, and one for England, by measure
-- Source: ASCOF 2A methodology, section 0: numerators and denominators are added, never rates. England has its published
--         population where there is one, which counts authorities without a population of their own too.

WITH added AS (
    SELECT
        f.period_start,
        f.period_end,
        CASE WHEN grouping(a.region) = 1 THEN 'England' ELSE a.region END AS area,
        f.measure,
        f.age_band,
        CAST(sum(f.numerator) AS BIGINT) AS numerator,
        CAST(sum(f.denominator) AS BIGINT) AS denominator
    FROM ascof_2b_2c AS f
    INNER JOIN la_lookup AS a ON a.la_code = f.la_code
    GROUP BY GROUPING SETS (
        (f.period_start, f.period_end, f.measure, f.age_band, a.region),
        (f.period_start, f.period_end, f.measure, f.age_band)
    )
),

completed AS (
    SELECT
        a.period_start,
        a.period_end,
        a.area,
        a.measure,
        a.age_band,
        a.numerator,
        coalesce(p.population, a.denominator) AS denominator
    FROM added AS a
    LEFT JOIN la_population AS p
        ON a.area = 'England' AND p.la_area_code = 'E92000001' AND p.age_band = a.age_band
)

SELECT
    period_start,
    period_end,
    area,
    measure,
    age_band,
    numerator,
    denominator,
    round_half_away(100000 * divide(numerator, denominator), 1) AS rate_per_100000
FROM completed
