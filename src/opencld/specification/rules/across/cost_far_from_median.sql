-- Title:  A cost far from the usual for its component and frequency
-- Grain:  one row per event
-- Source: collection guidance, Unit Cost. Only where 30 rows or more have the component and frequency.

WITH usual AS (
    SELECT service_component, cost_frequency_unit_type, median(unit_cost) AS median_cost
    FROM costs
    WHERE unit_cost > 0
    GROUP BY service_component, cost_frequency_unit_type
    HAVING count(*) >= 30
)

SELECT e.row, printf('%.2f', u.median_cost) AS median_cost
FROM costs AS e
INNER JOIN usual AS u
    ON u.service_component = e.service_component AND u.cost_frequency_unit_type = e.cost_frequency_unit_type
WHERE e.unit_cost > 0 AND (e.unit_cost > 10 * u.median_cost OR e.unit_cost * 10 < u.median_cost)
