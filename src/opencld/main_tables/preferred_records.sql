-- Title:  Records of each event, and which is kept
-- Grain:  one row per row of `closed_events`; `kept_record_id` is the record that is kept of its event
-- Source: main tables methodology, step F. A single table keeps services of different mechanism, cost, frequency or units
--         apart; a joined one does not, and takes the latest submission first.

WITH candidates AS (
    SELECT
        c.record_id,
        c.la_code,
        c.period_start,
        c.period_end,
        c.person_id,
        c.event_id,
        c.event_end,
        e.conversation,
        o.rank AS outcome_rank,
        CASE WHEN r.kind = 'joined' THEN c.period_end END AS latest_period,
        CASE WHEN r.kind = 'single' AND c.is_service = 1 THEN d.cleaned_value END AS delivery_mechanism,
        CASE WHEN r.kind = 'single' AND c.is_service = 1 THEN e.unit_cost END AS unit_cost,
        CASE WHEN r.kind = 'single' AND c.is_service = 1 THEN f.cleaned_value END AS cost_frequency,
        CASE WHEN r.kind = 'single' AND c.is_service = 1 THEN e.planned_units_per_week END AS planned_units_per_week
    FROM run AS r
    CROSS JOIN closed_events AS c
    INNER JOIN events AS e ON e.record_id = c.record_id
    LEFT JOIN event_outcome_mapping AS m ON m.raw_value_folded = e.event_outcome_folded
    LEFT JOIN event_outcome_rank AS o ON o.outcome = m.cleaned_value
    LEFT JOIN delivery_mechanism_mapping AS d ON d.raw_value_folded = e.delivery_mechanism_folded
    LEFT JOIN cost_frequency_unit_type_mapping AS f ON f.raw_value_folded = e.cost_frequency_unit_type_folded
),

preferred AS (
    SELECT
        record_id,
        period_start,
        period_end,
        person_id,
        event_id,
        event_end,
        outcome_rank,
        conversation,
        first_value(record_id) OVER (
            PARTITION BY event_id, delivery_mechanism, unit_cost, cost_frequency, planned_units_per_week
            ORDER BY
                latest_period DESC NULLS LAST,
                coalesce(event_end, DATE '9999-01-01') DESC NULLS LAST,
                coalesce(outcome_rank, 999) ASC NULLS LAST,
                conversation DESC NULLS LAST,
                record_id DESC NULLS LAST
        ) AS kept_record_id
    FROM candidates
)

SELECT record_id, period_start, period_end, person_id, event_id, event_end, outcome_rank, conversation, kept_record_id
FROM preferred
