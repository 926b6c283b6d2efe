-- Title:  Latest person details
-- Grain:  one row per local authority and person in the joined main table
-- Source: latest person details methodology, section 7

WITH completed AS (
    SELECT
        f.la_code,
        f.person_id,
        f.la_person_id,
        CASE
            WHEN f.accommodation_status = 'Unknown' THEN coalesce(p.accommodation_status, 'Unknown')
            ELSE f.accommodation_status
        END AS accommodation_status,
        f.employment_status,
        f.gender,
        f.ethnicity,
        b.birth_year,
        b.birth_month,
        make_date(b.birth_year, b.birth_month, 1) AS birth_date,
        b.date_of_death,
        CASE WHEN c.person_id IS NOT NULL THEN 'Yes' ELSE f.has_unpaid_carer END AS has_unpaid_carer,
        f.primary_support_reason,
        f.funding_status
    FROM latest_facts AS f
    INNER JOIN births_and_deaths AS b ON b.la_code = f.la_code AND b.person_id = f.person_id
    LEFT JOIN presumed_accommodation AS p ON p.la_code = f.la_code AND p.person_id = f.person_id
    LEFT JOIN people_with_carers AS c ON c.la_code = f.la_code AND c.person_id = f.person_id
),

aged AS (
    SELECT c.la_code, c.person_id, whole_years(c.birth_date, r.details_end) AS age
    FROM completed AS c
    CROSS JOIN run AS r
)

SELECT
    r.details_start AS period_start,
    r.details_end AS period_end,
    c.la_code,
    c.person_id,
    c.la_person_id,
    c.accommodation_status,
    s.settled,
    c.employment_status,
    c.gender,
    c.ethnicity,
    c.birth_year,
    c.birth_month,
    c.birth_date,
    a.age AS age_at_period_end,
    CASE
        WHEN a.age >= 65 THEN '65 and above'
        WHEN a.age >= 18 THEN '18 to 64'
        WHEN a.age >= 1 THEN 'Under 18'
        ELSE 'Unknown'
    END AS working_age_band,
    c.date_of_death,
    c.has_unpaid_carer,
    c.primary_support_reason,
    c.funding_status
FROM completed AS c
CROSS JOIN run AS r
INNER JOIN aged AS a ON a.la_code = c.la_code AND a.person_id = c.person_id
LEFT JOIN settled_accommodation AS s ON s.accommodation_status = c.accommodation_status
