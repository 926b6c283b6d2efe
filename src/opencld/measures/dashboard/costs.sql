-- Title:  Costs of services in the last quarter
-- Grain:  one row per service with a cost that was open in the last three months of the period
-- Source: dashboard tables methodology, section 4. Columns without `_exact` keep six decimals in division, as the
--         published method's database does.

WITH quarter AS (
    SELECT month_start(add_months(period_end, -2)) AS quarter_start, period_end AS quarter_end
    FROM run
),

costed AS (
    SELECT
        m.la_code,
        m.person_id,
        m.record_id,
        m.client_type,
        m.gender,
        m.ethnicity,
        m.age_band,
        m.working_age_band,
        m.primary_support_reason,
        m.event_start,
        m.event_end,
        m.outcome,
        m.outcome_group,
        m.service_type,
        m.service_type_group,
        m.service_component,
        m.delivery_mechanism,
        m.unit_cost,
        m.cost_frequency,
        m.planned_units_per_week,
        q.quarter_start,
        q.quarter_end,
        -- a cost below nought is taken for one above
        CAST(abs(m.unit_cost) AS DOUBLE) AS cost,
        CASE WHEN m.cost_frequency = 'One-off' THEN 1 ELSE 0 END AS is_one_off,
        CASE
            WHEN f.cost_frequency IS NOT NULL THEN truncate_at(divide(f.times, f.weeks), 6)
            ELSE CAST(abs(m.planned_units_per_week) AS DOUBLE)
        END AS units_per_week,
        CASE
            WHEN f.cost_frequency IS NOT NULL THEN divide(f.times, f.weeks)
            ELSE CAST(abs(m.planned_units_per_week) AS DOUBLE)
        END AS units_per_week_exact,
        days_between(
            CASE WHEN m.event_start > q.quarter_start THEN m.event_start ELSE q.quarter_start END,
            CASE WHEN m.event_end < q.quarter_end THEN m.event_end ELSE q.quarter_end END
        ) + 1 AS days
    FROM main_single AS m
    CROSS JOIN quarter AS q
    LEFT JOIN cost_frequencies AS f ON f.cost_frequency = m.cost_frequency
    WHERE m.event_type = 'Service'
        AND (m.event_end >= q.quarter_start OR m.event_end IS NULL)
        AND m.event_start <= q.quarter_end
        AND m.unit_cost <> 0
),

weekly AS (
    SELECT
        la_code,
        person_id,
        record_id,
        client_type,
        gender,
        ethnicity,
        age_band,
        working_age_band,
        primary_support_reason,
        event_start,
        event_end,
        outcome,
        outcome_group,
        service_type,
        service_type_group,
        service_component,
        delivery_mechanism,
        unit_cost,
        cost_frequency,
        planned_units_per_week,
        quarter_start,
        quarter_end,
        cost,
        is_one_off,
        units_per_week,
        CASE WHEN is_one_off = 0 THEN cost * units_per_week END AS cost_per_week,
        CASE WHEN is_one_off = 0 THEN cost * units_per_week_exact END AS cost_per_week_exact,
        CASE WHEN is_one_off = 0 THEN truncate_at(divide(days, 7), 6) END AS weeks_in_quarter,
        CASE WHEN is_one_off = 0 THEN divide(days, 7) END AS weeks_in_quarter_exact
    FROM costed
    WHERE is_one_off = 1 OR units_per_week <> 0
)

SELECT
    la_code,
    person_id,
    record_id,
    client_type,
    gender,
    ethnicity,
    age_band,
    working_age_band,
    primary_support_reason,
    event_start,
    event_end,
    outcome,
    outcome_group,
    service_type,
    service_type_group,
    service_component,
    delivery_mechanism,
    unit_cost,
    cost_frequency,
    planned_units_per_week,
    quarter_start,
    quarter_end,
    units_per_week,
    cost_per_week,
    weeks_in_quarter,
    CASE WHEN is_one_off = 1 THEN cost ELSE cost_per_week * weeks_in_quarter END AS cost_in_quarter,
    cost_per_week_exact,
    weeks_in_quarter_exact,
    CASE WHEN is_one_off = 1 THEN cost ELSE cost_per_week_exact * weeks_in_quarter_exact END AS cost_in_quarter_exact
FROM weekly
