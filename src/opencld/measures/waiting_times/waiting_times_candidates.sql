-- Title:  Events considered for waiting times
-- Grain:  one row per request, assessment or service of anybody
-- Source: waiting times methodology, sections 1 and 2. Persons of 25 and older at the event's start; the band is that of the
--         main table, at its end. `left_out_by` is the first step that an event does not pass.

WITH classed AS (
    SELECT
        la_code,
        person_id,
        record_id,
        imported_at,
        event_start,
        event_end,
        client_type,
        age_at_event_start,
        CASE WHEN working_age_band = '18 to 64' THEN '25 to 64' ELSE working_age_band END AS age_band,
        outcome,
        outcome_group,
        assessment_type,
        service_type,
        conversation,
        CASE
            WHEN lower(event_type) LIKE '%service%' THEN 3
            WHEN lower(event_type) LIKE '%assessment%' THEN 2
            WHEN lower(event_type) LIKE '%request%' THEN 1
        END AS class
    FROM main_joined
),

services AS (
    SELECT
        c.la_code,
        c.person_id,
        c.record_id,
        c.event_start,
        c.event_end,
        CASE
            WHEN t.rank <= 4 THEN 12
            WHEN t.service_type IN ('Short term support: ST-Max', 'Short term support: Other short term') THEN 3
        END AS months_remembered
    FROM classed AS c
    INNER JOIN service_type_ranks AS t ON t.service_type = c.service_type
    WHERE c.class = 3
),

existing AS (
    SELECT DISTINCT q.record_id
    FROM classed AS q
    INNER JOIN services AS s ON s.la_code = q.la_code AND s.person_id = q.person_id
    WHERE q.class = 1
        AND s.event_start < q.event_start
        AND s.months_remembered IS NOT NULL
        AND (
            s.event_end IS NULL
            OR (s.months_remembered = 12 AND s.event_end >= add_months(q.event_start, -12))
            OR (s.months_remembered = 3 AND s.event_end >= add_months(q.event_start, -3))
        )
)

SELECT
    c.la_code,
    c.person_id,
    c.record_id,
    c.imported_at,
    c.event_start,
    c.age_band,
    c.outcome,
    c.assessment_type,
    c.service_type,
    c.conversation,
    c.class,
    CASE
        WHEN c.age_at_event_start IS NULL THEN '01: age is unknown'
        WHEN c.age_at_event_start < 25 THEN '02: under 25'
        WHEN c.class = 3 AND t.service_type IS NULL THEN '03: neither long nor short term support'
        WHEN c.class = 2
            AND (c.assessment_type IS NULL OR c.assessment_type NOT IN ('Short term assessment', 'Long term assessment'))
            THEN '03: neither a long nor a short term assessment'
        WHEN c.class = 1 AND (c.client_type IS NULL OR c.client_type <> 'Service user') THEN '03: not of a service user'
        WHEN c.class = 1 AND c.event_start < r.joined_start THEN '04: before the joined table begins'
        WHEN e.record_id IS NOT NULL THEN '05: supported already'
        WHEN c.class = 1 AND c.outcome_group IS NULL THEN '06: no outcome'
        WHEN c.class = 1 AND c.outcome_group IN ('NFA', 'Admitted to hospital')
            THEN '07: no further action, or admitted to hospital'
    END AS left_out_by
FROM classed AS c
CROSS JOIN run AS r
LEFT JOIN existing AS e ON e.record_id = c.record_id
LEFT JOIN service_type_ranks AS t ON t.service_type = c.service_type
WHERE c.class IS NOT NULL
