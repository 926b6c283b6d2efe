-- Title:  Services
-- Grain:  one row per service; those that differ only in mechanism, cost or units are services of their own
-- Source: dashboard tables methodology, section 2

SELECT
    r.period_start AS reported_from,
    r.period_end AS reported_to,
    m.la_code,
    m.person_id,
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
    m.date_of_death,
    m.service_type,
    m.service_type_group,
    m.service_component,
    m.delivery_mechanism,
    m.unit_cost,
    m.cost_frequency,
    m.planned_units_per_week
FROM main_single AS m
CROSS JOIN run AS r
WHERE m.event_type = 'Service'
