-- Title:  Uplifts: unit costs of a service that changed from one submission to a later one
-- Grain:  one row per service and change
-- Source: this project; the published method keeps no costs of joined submissions. A service is the same event, with the
--         same mechanism, provider and frequency; where one submission has several lines for it, nothing can be said.

WITH lines AS (
    SELECT
        p.la_code,
        p.person_id,
        p.event_id,
        p.event_start,
        e.submission_id,
        s.imported_at,
        e.service_type_folded,
        e.service_component_folded,
        e.delivery_mechanism_folded,
        e.provider_cqc_location_id,
        e.cost_frequency_unit_type_folded,
        min(e.unit_cost) AS unit_cost,
        count(*) AS lines
    FROM events_in_period AS p
    INNER JOIN events AS e ON e.record_id = p.record_id
    INNER JOIN submissions AS s ON s.submission_id = e.submission_id
    WHERE p.is_service = 1 AND e.unit_cost IS NOT NULL
    GROUP BY
        p.la_code,
        p.person_id,
        p.event_id,
        p.event_start,
        e.submission_id,
        s.imported_at,
        e.service_type_folded,
        e.service_component_folded,
        e.delivery_mechanism_folded,
        e.provider_cqc_location_id,
        e.cost_frequency_unit_type_folded
),

followed AS (
    SELECT
        la_code,
        person_id,
        event_id,
        event_start,
        imported_at,
        service_type_folded,
        service_component_folded,
        delivery_mechanism_folded,
        provider_cqc_location_id,
        cost_frequency_unit_type_folded,
        unit_cost,
        lag(unit_cost) OVER (
            PARTITION BY
                event_id, delivery_mechanism_folded, provider_cqc_location_id, cost_frequency_unit_type_folded
            ORDER BY imported_at ASC NULLS LAST, submission_id ASC NULLS LAST
        ) AS cost_before
    FROM lines
    WHERE lines = 1
)

SELECT
    f.la_code,
    f.person_id,
    f.event_start,
    t.cleaned_value AS service_type,
    c.cleaned_value AS service_component,
    d.cleaned_value AS delivery_mechanism,
    f.provider_cqc_location_id,
    q.cleaned_value AS cost_frequency,
    f.cost_before,
    f.unit_cost AS cost_after,
    f.unit_cost - f.cost_before AS change,
    round_half_away(100 * divide(f.unit_cost - f.cost_before, f.cost_before), 1) AS percent,
    f.imported_at AS first_seen
FROM followed AS f
LEFT JOIN service_type_mapping AS t ON t.raw_value_folded = f.service_type_folded
LEFT JOIN service_component_mapping AS c ON c.raw_value_folded = f.service_component_folded
LEFT JOIN delivery_mechanism_mapping AS d ON d.raw_value_folded = f.delivery_mechanism_folded
LEFT JOIN cost_frequency_unit_type_mapping AS q ON q.raw_value_folded = f.cost_frequency_unit_type_folded
WHERE f.unit_cost <> f.cost_before
