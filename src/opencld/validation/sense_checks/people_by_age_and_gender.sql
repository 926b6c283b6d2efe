-- Title:  People by age band and gender
-- Grain:  one row per age band and gender, which is its place on the defined list, NULL where it is not known
-- Source: main tables methodology, person id (NHS number, otherwise the local identifier) and age bands; latest person
--         details, birth (the earliest, where a person has several) and gender (not known where they differ).
--         The age is in whole years on the last day of the period.

WITH people AS (
    SELECT
        nhs_number,
        CASE WHEN nhs_number IS NULL THEN person_id END AS person_id,
        min(date_of_birth) AS date_of_birth,
        CASE WHEN min(known_gender) = max(known_gender) THEN min(known_gender) END AS gender
    FROM events
    WHERE person_id IS NOT NULL OR nhs_number IS NOT NULL
    GROUP BY nhs_number, CASE WHEN nhs_number IS NULL THEN person_id END
),

aged AS (
    SELECT
        p.gender,
        year(s.period_end) - year(p.date_of_birth)
            - CASE
                WHEN month(s.period_end) < month(p.date_of_birth) THEN 1
                WHEN month(s.period_end) = month(p.date_of_birth) AND day(s.period_end) < day(p.date_of_birth) THEN 1
                ELSE 0
            END AS age
    FROM people AS p
    CROSS JOIN sense_period AS s
),

banded AS (
    SELECT
        gender,
        CASE
            WHEN age IS NULL THEN 'Unknown'
            WHEN age < 18 THEN 'Under 18'
            WHEN age < 25 THEN '18 to 24'
            WHEN age < 45 THEN '25 to 44'
            WHEN age < 65 THEN '45 to 64'
            WHEN age < 75 THEN '65 to 74'
            WHEN age < 85 THEN '75 to 84'
            WHEN age < 95 THEN '85 to 94'
            ELSE '95 and above'
        END AS age_band
    FROM aged
)

SELECT
    age_band,
    gender,
    count(*) AS people
FROM banded
GROUP BY age_band, gender
ORDER BY age_band, gender NULLS LAST
