-- Title:  Too many people born on 1 January
-- Grain:  one row for the file, or none
-- Source: collection guidance, Date of Birth (estimated dates should not be submitted). Chance gives 0.3 %;
--         a file with fewer than 30 dates of birth is too small to tell.

WITH counted AS (
    SELECT
        sum(people) AS people,
        sum(CASE WHEN month(date_of_birth) = 1 AND day(date_of_birth) = 1 THEN people ELSE 0 END) AS first_of_january
    FROM births
)

SELECT CAST(NULL AS BIGINT) AS row, first_of_january, people
FROM counted
WHERE people >= 30 AND first_of_january * 100 > people * 3
