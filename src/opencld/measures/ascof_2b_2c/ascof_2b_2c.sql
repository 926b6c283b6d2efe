-- Title:  ASCOF 2B and 2C: new admissions to residential and nursing care per 100,000 people
-- Grain:  one row per local authority with a population, and measure: 2B for 18 to 64, 2C for 65 and above
-- Source: ASCOF 2B and 2C methodology, sections 3 and 5. `authorities_without_population` names the others.

WITH admitted AS (
    SELECT la_code, age_band, count(*) AS people
    FROM ascof_2b_2c_people
    GROUP BY la_code, age_band
)

SELECT
    r.period_start,
    r.period_end,
    a.la_code,
    a.la_name,
    CASE WHEN p.age_band = '18 to 64' THEN '2B' ELSE '2C' END AS measure,
    p.age_band,
    coalesce(n.people, 0) AS numerator,
    p.population AS denominator,
    round_half_away(100000 * divide(coalesce(n.people, 0), p.population), 1) AS rate_per_100000
FROM la_lookup AS a
CROSS JOIN run AS r
INNER JOIN la_population AS p ON p.la_area_code = a.la_area_code AND p.age_band IN ('18 to 64', '65 and above')
LEFT JOIN admitted AS n ON n.la_code = a.la_code AND n.age_band = p.age_band
