-- Title:  Authorities without a population
-- Grain:  one row per local authority, and age band for which there is no population
-- Source: ASCOF 2B and 2C methodology, section 8. Such an authority has no rate, which is not a rate of nought.

WITH bands AS (
    SELECT '18 to 64' AS age_band
    UNION ALL
    SELECT '65 and above' AS age_band
)

SELECT a.la_code, a.la_name, b.age_band
FROM la_lookup AS a
CROSS JOIN bands AS b
LEFT JOIN la_population AS p ON p.la_area_code = a.la_area_code AND p.age_band = b.age_band
WHERE p.la_area_code IS NULL
