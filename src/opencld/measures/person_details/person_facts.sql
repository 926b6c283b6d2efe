-- Title:  What each record says about a person
-- Grain:  one row per person, fact, value and dates with which it was recorded
-- Source: latest person details methodology, sections 1 and 2. `known` ranks how much a value says: the higher, the more.

WITH records AS (
    SELECT
        m.la_code,
        m.person_id,
        m.period_end,
        coalesce(m.event_end, DATE '9999-01-01') AS event_end,
        m.event_start,
        coalesce(m.gender, 'Invalid and not mapped') AS gender,
        coalesce(m.ethnicity, 'Invalid and not mapped') AS ethnicity,
        coalesce(m.employment_status, 'Invalid and not mapped') AS employment_status,
        coalesce(m.funding_status, 'Invalid and not mapped') AS funding_status,
        coalesce(m.primary_support_reason, 'Invalid and not mapped') AS primary_support_reason,
        coalesce(m.accommodation_status, 'Invalid and not mapped') AS accommodation_status,
        coalesce(c.cleaned_value, 'Invalid and not mapped') AS has_unpaid_carer,
        coalesce(m.la_person_id, 'Unknown') AS la_person_id,
        count(*) OVER (PARTITION BY m.la_code, m.person_id, m.la_person_id) AS records_with_id
    FROM main_joined AS m
    LEFT JOIN has_unpaid_carer_mapping AS c ON c.raw_value_folded = m.has_unpaid_carer_folded
)

SELECT DISTINCT
    la_code,
    person_id,
    'gender' AS fact,
    CASE WHEN gender = 'Invalid and not mapped' THEN 'Unknown' ELSE gender END AS value,
    CASE WHEN gender IN ('Unknown', 'Invalid and not mapped') THEN 0 ELSE 1 END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'ethnicity' AS fact,
    CASE WHEN ethnicity = 'Invalid and not mapped' THEN 'No data: Undeclared or not known' ELSE ethnicity END AS value,
    CASE
        WHEN ethnicity IN ('No data: Undeclared or not known', 'Invalid and not mapped') THEN 0
        WHEN ethnicity = 'No data: Refused' THEN 1
        ELSE 2
    END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'employment_status' AS fact,
    -- an invalid value stays one
    employment_status AS value,
    CASE WHEN employment_status IN ('Unknown', 'Invalid and not mapped') THEN 0 ELSE 1 END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'funding_status' AS fact,
    CASE
        WHEN funding_status IN (
            'Fully social care funded', 'Joint client and social care funded', 'Fully client funded'
        ) THEN funding_status
        ELSE 'Unknown'
    END AS value,
    CASE
        WHEN funding_status IN (
            'Fully social care funded', 'Joint client and social care funded', 'Fully client funded'
        ) THEN 1
        ELSE 0
    END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'primary_support_reason' AS fact,
    CASE
        WHEN primary_support_reason = 'Invalid and not mapped' THEN 'Unknown'
        ELSE primary_support_reason
    END AS value,
    -- support to an unpaid carer is said only where nothing better is known
    CASE
        WHEN primary_support_reason IN (
            'Unknown', 'Invalid and not mapped', 'Social support: Support to unpaid carer'
        ) THEN 0
        ELSE 1
    END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'accommodation_status' AS fact,
    CASE WHEN accommodation_status = 'Invalid and not mapped' THEN 'Unknown' ELSE accommodation_status END AS value,
    CASE WHEN accommodation_status IN ('Unknown', 'Invalid and not mapped') THEN 0 ELSE 1 END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'has_unpaid_carer' AS fact,
    CASE WHEN has_unpaid_carer = 'Invalid and not mapped' THEN 'Unknown' ELSE has_unpaid_carer END AS value,
    CASE WHEN has_unpaid_carer IN ('Unknown', 'Invalid and not mapped') THEN 0 ELSE 1 END AS known,
    0 AS records,
    period_end,
    event_end,
    event_start
FROM records
UNION ALL
SELECT DISTINCT
    la_code,
    person_id,
    'la_person_id' AS fact,
    la_person_id AS value,
    CASE WHEN la_person_id = 'Unknown' THEN 0 ELSE 1 END AS known,
    records_with_id AS records,
    period_end,
    event_end,
    event_start
FROM records
