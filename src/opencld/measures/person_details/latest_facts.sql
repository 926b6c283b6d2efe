-- Title:  Latest known facts
-- Grain:  one row per person
-- Source: latest person details methodology, section 2 (standard "latest known" rule): an old value that says something
--         beats a newer one that does not; values of one day that differ come to nothing.

WITH greatest_weights AS (
    SELECT
        la_code,
        person_id,
        max(gender_weight) AS gender_weight,
        max(ethnicity_weight) AS ethnicity_weight,
        max(employment_status_weight) AS employment_status_weight,
        max(funding_status_weight) AS funding_status_weight,
        max(primary_support_reason_weight) AS primary_support_reason_weight,
        max(accommodation_status_weight) AS accommodation_status_weight,
        max(has_unpaid_carer_weight) AS has_unpaid_carer_weight,
        max(la_person_id_weight) AS la_person_id_weight
    FROM person_facts
    GROUP BY la_code, person_id
),

deciding AS (
    SELECT
        f.la_code,
        f.person_id,
        CASE WHEN f.gender_weight = g.gender_weight THEN f.gender END AS gender,
        CASE WHEN f.ethnicity_weight = g.ethnicity_weight THEN f.ethnicity END AS ethnicity,
        CASE WHEN f.employment_status_weight = g.employment_status_weight THEN f.employment_status END AS employment_status,
        CASE WHEN f.funding_status_weight = g.funding_status_weight THEN f.funding_status END AS funding_status,
        CASE WHEN f.primary_support_reason_weight = g.primary_support_reason_weight THEN f.primary_support_reason END AS primary_support_reason,
        CASE WHEN f.accommodation_status_weight = g.accommodation_status_weight THEN f.accommodation_status END AS accommodation_status,
        CASE WHEN f.has_unpaid_carer_weight = g.has_unpaid_carer_weight THEN f.has_unpaid_carer END AS has_unpaid_carer,
        CASE WHEN f.la_person_id_weight = g.la_person_id_weight THEN f.la_person_id END AS la_person_id
    FROM person_facts AS f
    INNER JOIN greatest_weights AS g ON g.la_code = f.la_code AND g.person_id = f.person_id
)

SELECT
    la_code,
    person_id,
    CASE WHEN min(gender) = max(gender) THEN min(gender) ELSE 'Unknown' END AS gender,
    CASE
        WHEN min(ethnicity) = max(ethnicity) THEN min(ethnicity)
        ELSE 'No data: Undeclared or not known'
    END AS ethnicity,
    CASE
        WHEN min(employment_status) = max(employment_status) THEN min(employment_status)
        ELSE 'Unknown'
    END AS employment_status,
    CASE
        WHEN min(funding_status) = max(funding_status) THEN min(funding_status)
        ELSE 'Unknown'
    END AS funding_status,
    CASE
        WHEN min(primary_support_reason) = max(primary_support_reason) THEN min(primary_support_reason)
        ELSE 'Unknown'
    END AS primary_support_reason,
    CASE
        WHEN min(accommodation_status) = max(accommodation_status) THEN min(accommodation_status)
        ELSE 'Unknown'
    END AS accommodation_status,
    CASE
        WHEN min(has_unpaid_carer) = max(has_unpaid_carer) THEN min(has_unpaid_carer)
        ELSE 'Unknown'
    END AS has_unpaid_carer,
    CASE WHEN min(la_person_id) = max(la_person_id) THEN min(la_person_id) ELSE 'Unknown' END AS la_person_id
FROM deciding
GROUP BY la_code, person_id
