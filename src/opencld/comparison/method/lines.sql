-- Title:  Lines
-- Grain:  one row per row of this return, and per row of the last one that is not alike to one of this; event_key is
--         NULL where nobody can be told from the row
-- Source: main tables methodology, steps D (end date corrected by a death) and E2 (what makes two rows one event): person,
--         client type, event type and start; for a request, assessment or review also the end; and a request's route of
--         access, an assessment's type, a service's type and component. Listed values count as what they mean: where
--         they are spelt otherwise than listed, `wording` tells the spellings apart, as the centre does.

CREATE TABLE lines AS
SELECT
    e.side,
    e.row,
    p.person,
    CASE WHEN alike.last_row IS NULL AND also.this_row IS NULL THEN 0 ELSE 1 END AS is_alike,
    CASE
        WHEN p.person IS NULL THEN NULL
        WHEN e.event_type = 'Service'
            THEN hash(p.person, e.client_type, e.event_type, e.start, CASE WHEN e.start IS NULL THEN e.event_start_date END,
                e.service_type, e.service_component)
        ELSE hash(p.person, e.client_type, e.event_type, e.start, CASE WHEN e.start IS NULL THEN e.event_start_date END,
            CASE
                WHEN e.start <= e.death AND e.death <= e.end THEN e.death
                WHEN e.death > e.start AND e.event_end_date = '' THEN e.death
                ELSE e.end
            END,
            CASE WHEN e.end IS NULL THEN e.event_end_date END,
            CASE WHEN e.event_type = 'Request' THEN e.request_route_of_access END,
            CASE WHEN e.event_type = 'Assessment' THEN e.assessment_type END)
    END AS event_key
FROM events AS e
LEFT JOIN people AS p
    ON p.nhs IS NOT DISTINCT FROM e.nhs
    AND p.local_id IS NOT DISTINCT FROM e.local_id
LEFT JOIN alike_pairs AS alike ON e.side = 'last' AND alike.last_row = e.row
LEFT JOIN alike_pairs AS also ON e.side = 'this' AND also.this_row = e.row
-- what is alike has one key on both sides
WHERE alike.last_row IS NULL;
