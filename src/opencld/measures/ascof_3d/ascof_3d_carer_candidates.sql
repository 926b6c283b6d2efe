-- Title:  Support of unpaid carers considered for ASCOF 3D
-- Grain:  one row per record of an unpaid carer, whenever it was
-- Source: ASCOF 3D methodology, section 2, steps 1 and 2. `left_out_by` is the first step that a record does not pass. A
--         service direct to a carer whose component is blank counts as nothing, unless its mechanism is a direct payment:
--         the published method compares with what is unknown. A request, assessment or review with such a type counts as
--         one without.

WITH aged AS (
    SELECT
        m.la_code,
        m.person_id,
        m.event_type,
        m.event_start,
        m.event_end,
        m.service_type,
        CASE WHEN m.service_type = 'Unpaid carer support: Direct to unpaid carer' THEN 1 ELSE 0 END AS is_direct,
        m.service_type_group,
        m.service_component,
        m.delivery_mechanism,
        m.outcome,
        d.date_of_death,
        whole_years(d.birth_date, r.period_end) AS age
    FROM main_joined AS m
    CROSS JOIN run AS r
    INNER JOIN person_details AS d ON d.la_code = m.la_code AND d.person_id = m.person_id
    WHERE m.client_type IN ('Unpaid carer', 'Unpaid carer known by association', 'Carer', 'Carer known by association')
),

categorised AS (
    SELECT
        la_code,
        person_id,
        event_start,
        event_end,
        date_of_death,
        age,
        CASE
            WHEN service_type_group = 'Unpaid carer support' THEN 1
            WHEN service_type IS NULL AND outcome = 'NFA: Information and advice or signposting' THEN 1
            WHEN service_type IS NULL AND event_type IN ('Assessment', 'Review') THEN 1
            ELSE 0
        END AS is_support,
        CASE
            WHEN is_direct = 1 AND (delivery_mechanism = 'Direct payment' OR service_component = 'Direct payment') THEN 1
            WHEN is_direct = 1 AND service_component IS NOT NULL AND delivery_mechanism = 'CASSR managed personal budget' THEN 2
            WHEN is_direct = 1 AND service_component IS NOT NULL AND delivery_mechanism = 'CASSR commissioned support' THEN 3
            WHEN is_direct = 1 AND service_component IS NOT NULL THEN 4
            WHEN service_type = 'Unpaid carer support: Support involving the person cared-for' THEN 6
            WHEN event_type IN ('Assessment', 'Review')
                AND coalesce(outcome, 'Invalid and not mapped') <> 'NFA: Information and advice or signposting' THEN 6
            WHEN event_type IN ('Assessment', 'Review', 'Request') THEN 5
        END AS rank
    FROM aged
)

SELECT
    c.la_code,
    c.person_id,
    c.rank,
    CASE
        WHEN c.age IS NULL THEN 'Unknown'
        WHEN c.age < 18 THEN 'Under 18'
        WHEN c.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS age_band,
    CASE
        WHEN c.event_start > r.period_end OR c.event_end < r.period_start OR c.event_end < c.event_start
            THEN '1: nothing on any day of the period'
        WHEN c.date_of_death < r.period_start THEN '2: died before the period'
        WHEN c.is_support = 0 THEN '3: nothing that is support, an assessment, a review or advice'
        WHEN c.rank IS NULL THEN '4: support direct to the carer without a component'
        WHEN c.age < 18 THEN '5: under 18 on the last day'
    END AS left_out_by
FROM categorised AS c
CROSS JOIN run AS r
