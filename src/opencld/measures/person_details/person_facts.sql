-- Title:  What each record says about a person
-- Grain:  one row per record of the joined main table
-- Source: latest person details methodology, sections 1 and 2. The weight beside each value says how much it counts: one
--         that says something before one that does not, then the later record; the greatest weight of a person decides.

WITH dated AS (
    SELECT
        m.la_code,
        m.person_id,
        m.record_id,
        m.gender,
        m.ethnicity,
        m.employment_status,
        m.funding_status,
        m.primary_support_reason,
        m.accommodation_status,
        c.cleaned_value AS has_unpaid_carer,
        m.la_person_id,
        count(*) OVER (PARTITION BY m.la_code, m.person_id, m.la_person_id) AS records_with_id,
        -- 1 is the earliest; records of the same days have the same number
        CAST(dense_rank() OVER (
            PARTITION BY m.la_code, m.person_id
            ORDER BY
                m.period_end ASC NULLS FIRST,
                coalesce(m.event_end, DATE '9999-01-01') ASC NULLS FIRST,
                m.event_start ASC NULLS FIRST
        ) AS BIGINT) AS lateness
    FROM main_joined AS m
    LEFT JOIN has_unpaid_carer_mapping AS c ON c.raw_value_folded = m.has_unpaid_carer_folded
),

told AS (
    SELECT
        la_code,
        person_id,
        record_id,
        lateness,
        records_with_id,
        CASE WHEN gender <> 'Invalid and not mapped' THEN gender ELSE 'Unknown' END AS gender,
        CASE
            WHEN ethnicity <> 'Invalid and not mapped' THEN ethnicity
            ELSE 'No data: Undeclared or not known'
        END AS ethnicity,
        -- an invalid value stays one
        coalesce(employment_status, 'Invalid and not mapped') AS employment_status,
        CASE
            WHEN funding_status IN (
                'Fully social care funded', 'Joint client and social care funded', 'Fully client funded'
            ) THEN funding_status
            ELSE 'Unknown'
        END AS funding_status,
        CASE
            WHEN primary_support_reason <> 'Invalid and not mapped' THEN primary_support_reason
            ELSE 'Unknown'
        END AS primary_support_reason,
        CASE
            WHEN accommodation_status <> 'Invalid and not mapped' THEN accommodation_status
            ELSE 'Unknown'
        END AS accommodation_status,
        CASE WHEN has_unpaid_carer <> 'Invalid and not mapped' THEN has_unpaid_carer ELSE 'Unknown' END AS has_unpaid_carer,
        coalesce(la_person_id, 'Unknown') AS la_person_id
    FROM dated
)

SELECT
    la_code,
    person_id,
    record_id,
    gender,
    CASE WHEN gender = 'Unknown' THEN 0 ELSE 1000000000 END + lateness AS gender_weight,
    ethnicity,
    CASE
        WHEN ethnicity = 'No data: Undeclared or not known' THEN 0
        WHEN ethnicity = 'No data: Refused' THEN 1000000000
        ELSE 2000000000
    END + lateness AS ethnicity_weight,
    employment_status,
    CASE
        WHEN employment_status IN ('Unknown', 'Invalid and not mapped') THEN 0
        ELSE 1000000000
    END + lateness AS employment_status_weight,
    funding_status,
    CASE WHEN funding_status = 'Unknown' THEN 0 ELSE 1000000000 END + lateness AS funding_status_weight,
    primary_support_reason,
    -- support to an unpaid carer is said only where nothing better is known
    CASE
        WHEN primary_support_reason IN ('Unknown', 'Social support: Support to unpaid carer') THEN 0
        ELSE 1000000000
    END + lateness AS primary_support_reason_weight,
    accommodation_status,
    CASE WHEN accommodation_status = 'Unknown' THEN 0 ELSE 1000000000 END + lateness AS accommodation_status_weight,
    has_unpaid_carer,
    CASE WHEN has_unpaid_carer = 'Unknown' THEN 0 ELSE 1000000000 END + lateness AS has_unpaid_carer_weight,
    la_person_id,
    -- of identifiers of the same days, the one on more records
    1000000 * (CASE WHEN la_person_id = 'Unknown' THEN 0 ELSE 1000000000 END + lateness)
        + records_with_id AS la_person_id_weight
FROM told
