-- Title:  Costs then and now
-- Grain:  one row per service line with a cost of one frequency above zero in both returns, of which it is certain that it
--         is one line; for a line that carries on an earlier one, that one's cost stands for then
-- Source: collection guidance, Unit Cost: uplifts are found by comparing the same service in different returns

CREATE TABLE cost_changes AS
WITH carried_on AS (
    SELECT p.last_row, p.this_row AS earlier_row, o.row AS this_row
    FROM one_sided AS o
    INNER JOIN pairs AS p ON p.this_row = o.earlier_row
    WHERE o.kind = 'carried_on' AND p.is_certain = 1
),

compared AS (
    SELECT p.last_row, p.this_row
    FROM pairs AS p
    LEFT JOIN carried_on AS c ON c.last_row = p.last_row
    WHERE p.is_certain = 1 AND c.last_row IS NULL
    UNION ALL
    SELECT last_row, this_row
    FROM carried_on
)

SELECT
    c.last_row,
    c.this_row,
    t.service_component,
    t.cost_frequency_unit_type AS cost_frequency,
    upper(rtrim(t.provider_cqc_location_id)) AS provider,
    l.cost AS before,
    t.cost AS after,
    100 * (t.cost - l.cost) / l.cost AS per_cent
FROM last_rows AS l
INNER JOIN compared AS c ON c.last_row = l.row
INNER JOIN this_rows AS t ON t.row = c.this_row
WHERE t.event_type = 'Service'
    AND l.cost > 0
    AND t.cost > 0
    AND l.cost_frequency_unit_type = t.cost_frequency_unit_type;
