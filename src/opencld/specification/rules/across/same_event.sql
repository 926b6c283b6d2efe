-- Title:  Rows that the centre takes for one event
-- Grain:  one row per event after the first, with the first row of the same event
-- Source: main tables methodology, unique event reference; services also by mechanism, cost, frequency and units.
--         Two providers from one day are two services here, though the centre's identity leaves the provider out.

WITH alike AS (
    SELECT e.*, copies.row_hash
    FROM repeated_events AS r
    INNER JOIN candidates AS e ON e.row = r.row
    LEFT JOIN repeated_rows AS copies ON copies.row = e.row
    WHERE e.is_readable
),

identified AS (
    SELECT
        row,
        client_type,
        event_type,
        event_end_date,
        request_route_of_access,
        assessment_type,
        service_type,
        service_component,
        min(row) OVER (
            PARTITION BY
                coalesce(nhs_number, person_id),
                client_type,
                event_type,
                event_start_date,
                -- the end belongs to the identity of everything but services
                CASE WHEN event_type = 'Service' THEN NULL ELSE event_end_date END,
                request_route_of_access,
                assessment_type,
                service_type,
                service_component,
                CASE WHEN event_type = 'Service' THEN delivery_mechanism END,
                CASE WHEN event_type = 'Service' THEN unit_cost END,
                CASE WHEN event_type = 'Service' THEN cost_frequency_unit_type END,
                CASE WHEN event_type = 'Service' THEN planned_units_per_week END,
                CASE WHEN event_type = 'Service' THEN provider_cqc_location_id END
        ) AS other_row,
        CASE WHEN row_hash IS NULL THEN row ELSE min(row) OVER (PARTITION BY row_hash) END AS first_copy
    FROM alike
)

SELECT row, other_row
FROM identified
WHERE row > other_row
    -- identical rows have a finding of their own
    AND row = first_copy
    -- what is blank or cannot be read may tell the two apart
    AND client_type IS NOT NULL
    AND (event_type = 'Service' OR event_end_date IS NOT NULL)
    AND (event_type <> 'Request' OR request_route_of_access IS NOT NULL)
    AND (event_type <> 'Assessment' OR assessment_type IS NOT NULL)
    AND (event_type <> 'Service' OR (service_type IS NOT NULL AND service_component IS NOT NULL))
