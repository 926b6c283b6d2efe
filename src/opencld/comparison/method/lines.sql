-- Title:  Lines
-- Grain:  one row per row of either return; event_key is NULL where nobody can be told from the row
-- Source: main tables methodology, steps D (end date corrected by a death) and E2 (what makes two rows one event): person,
--         client type, event type and start; for a request, assessment or review also the end; and a request's route of
--         access, an assessment's type, a service's type and component. Listed values count as what they mean: where
--         they are spelt otherwise than listed, `wording` tells the spellings apart, as the centre does.

CREATE TABLE lines AS
SELECT
    e.side,
    e.row,
    p.person,
    e.meaning,
    e.wording,
    CASE
        WHEN p.person IS NULL THEN NULL
        WHEN e.event_type = 'Service'
            THEN hash(p.person, e.client_type, e.event_type, coalesce(CAST(e.start AS VARCHAR), e.event_start_date),
                e.service_type, e.service_component)
        ELSE hash(p.person, e.client_type, e.event_type, coalesce(CAST(e.start AS VARCHAR), e.event_start_date),
            CASE
                WHEN e.start <= e.death AND e.death <= e.end THEN CAST(e.death AS VARCHAR)
                WHEN e.death > e.start AND e.event_end_date IS NULL THEN CAST(e.death AS VARCHAR)
                ELSE coalesce(CAST(e.end AS VARCHAR), e.event_end_date)
            END,
            CASE WHEN e.event_type = 'Request' THEN e.request_route_of_access END,
            CASE WHEN e.event_type = 'Assessment' THEN e.assessment_type END)
    END AS event_key
FROM events AS e
LEFT JOIN people AS p
    ON p.side = e.side
    AND p.nhs IS NOT DISTINCT FROM e.nhs
    AND p.local_id IS NOT DISTINCT FROM e.local_id;
