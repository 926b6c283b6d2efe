-- Title:  People in long term support by where they live, counted
-- Grain:  one row per cohort, age band, gender and local authority, all genders among them as Total
-- Source: ASCOF 2E methodology, step 8. Persons of unknown age are in neither part of the figure.

SELECT
    cohort,
    la_code,
    age_band,
    CASE WHEN grouping(gender) = 1 THEN 'Total' ELSE gender END AS gender,
    count(CASE WHEN settled = 1 THEN person_id END) AS numerator,
    count(*) AS denominator
FROM ascof_2e_people
WHERE age_band <> 'Unknown'
GROUP BY GROUPING SETS ((cohort, la_code, age_band, gender), (cohort, la_code, age_band))
