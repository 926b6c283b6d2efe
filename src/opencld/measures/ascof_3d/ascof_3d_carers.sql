-- Title:  Unpaid carers and the support they had
-- Grain:  one row per local authority and carer: the support of the best rank
-- Source: ASCOF 3D methodology, section 2. A service direct to a carer whose component is blank counts as nothing, unless
--         its mechanism is a direct payment: the published method compares with what is unknown. A request, assessment or
--         review with such a type counts as one without.

WITH supported AS (
    SELECT
        m.la_code,
        m.person_id,
        m.event_type,
        m.service_type,
        CASE WHEN m.service_type = 'Unpaid carer support: Direct to unpaid carer' THEN 1 ELSE 0 END AS is_direct,
        m.service_component,
        m.delivery_mechanism,
        coalesce(m.outcome, 'Invalid and not mapped') AS outcome,
        whole_years(d.birth_date, r.period_end) AS age
    FROM main_joined AS m
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
    WHERE m.client_type IN ('Unpaid carer', 'Unpaid carer known by association', 'Carer', 'Carer known by association')
        AND m.event_start <= r.period_end
        AND (m.event_end IS NULL OR (m.event_end >= r.period_start AND m.event_end >= m.event_start))
        AND (d.date_of_death >= r.period_start OR d.date_of_death IS NULL)
        AND (
            m.service_type_group = 'Unpaid carer support'
            OR (m.service_type IS NULL AND m.outcome = 'NFA: Information and advice or signposting')
            OR (m.service_type IS NULL AND m.event_type IN ('Assessment', 'Review'))
        )
),

categorised AS (
    SELECT
        la_code,
        person_id,
        age,
        CASE
            WHEN is_direct = 1 AND (delivery_mechanism = 'Direct payment' OR service_component = 'Direct payment') THEN 1
            WHEN is_direct = 1 AND service_component IS NOT NULL AND delivery_mechanism = 'CASSR managed personal budget' THEN 2
            WHEN is_direct = 1 AND service_component IS NOT NULL AND delivery_mechanism = 'CASSR commissioned support' THEN 3
            WHEN is_direct = 1 AND service_component IS NOT NULL THEN 4
            WHEN service_type = 'Unpaid carer support: Support involving the person cared-for' THEN 6
            WHEN event_type IN ('Assessment', 'Review') AND outcome <> 'NFA: Information and advice or signposting' THEN 6
            WHEN event_type IN ('Assessment', 'Review', 'Request') THEN 5
        END AS rank
    FROM supported
),

best AS (
    SELECT la_code, person_id, min(rank) AS rank, min(age) AS age
    FROM categorised
    GROUP BY la_code, person_id
)

SELECT
    r.period_start,
    r.period_end,
    b.la_code,
    b.person_id,
    CASE
        WHEN b.age IS NULL THEN 'Unknown'
        WHEN b.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    s.support,
    b.rank
FROM best AS b
CROSS JOIN run AS r
INNER JOIN carer_support_ranks AS s ON s.rank = b.rank
WHERE b.age IS NULL OR b.age >= 18
