-- Title:  Unit costs by component and frequency
-- Grain:  one row per service component and cost frequency, NULL where it is blank or cannot be read
-- Source: collection guidance, Unit Cost and Cost Frequency. Costs of zero or below are counted but left out of the
--         spread, whose ends are the 5th and 95th percentile so that a few mistyped costs do not hide the rest.
--         Amounts of a thousand million and more are no costs, and are left out altogether.

SELECT
    service_component,
    cost_frequency_unit_type AS cost_frequency,
    count(*) AS services,
    count(*) FILTER (WHERE unit_cost <= 0) AS not_above_zero,
    min(unit_cost) FILTER (WHERE unit_cost > 0) AS least,
    quantile_cont(unit_cost, 0.05) FILTER (WHERE unit_cost > 0) AS low,
    quantile_cont(unit_cost, 0.25) FILTER (WHERE unit_cost > 0) AS lower_quarter,
    quantile_cont(unit_cost, 0.5) FILTER (WHERE unit_cost > 0) AS median,
    quantile_cont(unit_cost, 0.75) FILTER (WHERE unit_cost > 0) AS upper_quarter,
    quantile_cont(unit_cost, 0.95) FILTER (WHERE unit_cost > 0) AS high,
    max(unit_cost) FILTER (WHERE unit_cost > 0) AS greatest
FROM events
WHERE event_type = 'Service' AND unit_cost < 1000000000
GROUP BY service_component, cost_frequency_unit_type
ORDER BY cost_frequency_unit_type NULLS LAST, services DESC, service_component NULLS LAST
