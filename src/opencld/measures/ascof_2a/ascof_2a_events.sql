-- Title:  Events that reablement is judged by
-- Grain:  one row per event of a service user
-- Source: ASCOF 2A methodology, section 1. `rank` is 100 higher for outcomes that are no answer to what came of a person,
--         and 999 where the outcome is not on the published list.

SELECT
    m.la_code,
    m.person_id,
    m.record_id,
    m.event_type,
    m.service_type,
    m.service_component,
    m.event_start,
    coalesce(m.event_end, DATE '9999-01-01') AS event_end,
    coalesce(m.outcome, 'Invalid and not mapped') AS outcome,
    CASE
        WHEN o.rank IS NULL THEN 999
        WHEN c.unable_to_classify = 'Y' THEN o.rank + 100
        ELSE o.rank
    END AS rank
FROM main_joined AS m
LEFT JOIN event_outcome_rank AS o ON o.outcome = m.outcome
LEFT JOIN reablement_outcomes AS c ON c.final_outcome = m.outcome
WHERE m.client_type = 'Service user'
    AND (m.event_end >= m.event_start OR m.event_end IS NULL)
