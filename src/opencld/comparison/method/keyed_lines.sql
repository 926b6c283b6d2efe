-- Title:  Lines with what tells their events and services apart
-- Grain:  one row per chosen line
-- Source: main tables methodology, steps D (end date corrected by a death) and E2 (what makes two rows one event): person,
--         client type, event type and start; for a request, assessment or review also the end; and a request's route of
--         access, an assessment's type, a service's type and component. Listed values count as what they mean: where
--         they are spelt otherwise than listed, `wording` tells the spellings apart, as the centre does. `component` is
--         that of a person's service, whenever it was.

CREATE TABLE keyed_lines AS
SELECT
    n.side,
    n.row,
    n.person,
    n.is_alike,
    n.event_type,
    n.start,
    n."end",
    CASE
        WHEN n.event_type = 'Service'
            THEN hash(n.person, e.client_type, n.event_type, n.start, CASE WHEN n.start IS NULL THEN e.event_start_date END,
                e.service_type, e.service_component)
        ELSE hash(n.person, e.client_type, n.event_type, n.start, CASE WHEN n.start IS NULL THEN e.event_start_date END,
            CASE
                WHEN n.start <= e.death AND e.death <= n."end" THEN e.death
                WHEN e.death > n.start AND e.event_end_date = '' THEN e.death
                ELSE n."end"
            END,
            CASE WHEN n."end" IS NULL THEN e.event_end_date END,
            CASE WHEN n.event_type = 'Request' THEN e.request_route_of_access END,
            CASE WHEN n.event_type = 'Assessment' THEN e.assessment_type END)
    END AS event_key,
    CASE
        WHEN n.event_type = 'Service' THEN hash(n.person, e.client_type, e.service_type, e.service_component)
    END AS component
FROM chosen_lines AS n
INNER JOIN chosen_rows AS e ON e.side = n.side AND e.row = n.row;
