-- Title:  People whom an unpaid carer's event names
-- Grain:  one row per person
-- Source: latest person details methodology, section 4. Only events of carers in the period count, but the person named
--         may be on any record.

WITH named AS (
    SELECT la_code, linked_person_1 AS la_person_id, client_type, event_start, event_end
    FROM main_joined
    UNION ALL
    SELECT la_code, linked_person_2 AS la_person_id, client_type, event_start, event_end
    FROM main_joined
    UNION ALL
    SELECT la_code, linked_person_3 AS la_person_id, client_type, event_start, event_end
    FROM main_joined
),

named_in_period AS (
    SELECT DISTINCT n.la_code, n.la_person_id
    FROM named AS n
    CROSS JOIN run AS r
    WHERE n.la_person_id IS NOT NULL
        AND n.client_type IN ('Unpaid carer', 'Unpaid carer known by association')
        AND n.event_start <= r.details_end
        AND (n.event_end IS NULL OR n.event_end >= r.details_start)
)

SELECT DISTINCT m.la_code, m.person_id
FROM named_in_period AS n
INNER JOIN main_joined AS m ON m.la_code = n.la_code AND m.la_person_id = n.la_person_id
