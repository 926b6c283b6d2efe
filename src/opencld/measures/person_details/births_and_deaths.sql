-- Title:  Month of birth and date of death of each person
-- Grain:  one row per person
-- Source: latest person details methodology, section 5. Within the latest reference period the earliest birth wins.

WITH ranked AS (
    SELECT
        la_code,
        person_id,
        birth_year,
        birth_month,
        date_of_death,
        row_number() OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                CASE WHEN birth_year IS NOT NULL AND birth_month IS NOT NULL THEN 0 ELSE 1 END ASC NULLS LAST,
                period_end DESC NULLS LAST,
                birth_year ASC NULLS FIRST,
                birth_month ASC NULLS FIRST,
                record_id ASC NULLS LAST
        ) AS birth_recency,
        row_number() OVER (
            PARTITION BY la_code, person_id
            ORDER BY
                CASE WHEN date_of_death IS NOT NULL THEN 0 ELSE 1 END ASC NULLS LAST,
                period_end DESC NULLS LAST,
                date_of_death DESC NULLS LAST,
                record_id ASC NULLS LAST
        ) AS death_recency
    FROM main_joined
)

SELECT
    la_code,
    person_id,
    max(CASE WHEN birth_recency = 1 THEN birth_year END) AS birth_year,
    max(CASE WHEN birth_recency = 1 THEN birth_month END) AS birth_month,
    max(CASE WHEN death_recency = 1 THEN date_of_death END) AS date_of_death
FROM ranked
GROUP BY la_code, person_id
