-- Title:  Unique events
-- Grain:  one row per event: the record that was kept, and the age of the person
-- Source: main tables methodology, step F, and E4 (ages)

WITH kept AS (
    SELECT
        p.record_id,
        p.period_start,
        p.period_end,
        p.person_id,
        p.event_id,
        p.event_end,
        p.outcome_rank,
        -- a service that is still open is judged on the last day of its reference period
        coalesce(p.event_end, p.period_end) AS day,
        make_date(e.birth_year, e.birth_month, 1) AS birth_month
    FROM preferred_records AS p
    INNER JOIN events AS e ON e.record_id = p.record_id
    WHERE p.record_id = p.kept_record_id
)

SELECT
    record_id,
    period_start,
    period_end,
    person_id,
    event_id,
    event_end,
    outcome_rank,
    whole_years(birth_month, day) AS age
FROM kept
