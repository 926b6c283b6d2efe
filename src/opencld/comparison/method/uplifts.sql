-- Title:  Cost uplifts by component and provider
-- Grain:  one row per service component and cost frequency, and per these and provider; is_by_provider tells them apart
-- Source: cost_changes. `per_cent` is how much the costs of all lines together changed; `typical_per_cent` the median of
--         the lines that changed.

CREATE TABLE uplifts AS
SELECT
    CASE WHEN grouping(provider) = 0 THEN 1 ELSE 0 END AS is_by_provider,
    service_component,
    cost_frequency,
    provider,
    count(*) AS lines,
    count(*) FILTER (WHERE after > before) AS raised,
    count(*) FILTER (WHERE after < before) AS lowered,
    avg(before) AS before,
    avg(after) AS after,
    100 * (sum(after) - sum(before)) / sum(before) AS per_cent,
    median(per_cent) FILTER (WHERE after <> before) AS typical_per_cent
FROM cost_changes
GROUP BY GROUPING SETS ((service_component, cost_frequency), (service_component, cost_frequency, provider));
