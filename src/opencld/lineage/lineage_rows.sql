-- Title:  What became of each row of a submission
-- Grain:  one row per row received
-- Source: main tables methodology, steps B to F. What is where is told by the main table's own tables; this one puts it into
--         words, which `fates` lists. `other_submission_id` is the one taken instead, or that of the record kept.

WITH found AS (
    SELECT
        v.row,
        v.record_id,
        l.taken_instead,
        s.period_start,
        s.period_end,
        e.record_id AS read_record_id,
        e.event_type,
        e.event_type_folded,
        CASE WHEN e.event_type_folded LIKE '%SERVICE%' THEN 1 ELSE 0 END AS is_service,
        e.event_start,
        e.event_end,
        e.date_of_death,
        coalesce(e.traced_nhs_number, e.nhs_number, e.la_person_id) AS person,
        p.event_end AS event_end_after_death,
        k.event_end AS event_end_closed,
        k.period_end AS last_day,
        k.outcome_rank,
        k.conversation,
        k.kept_record_id,
        w.period_end AS other_last_day,
        w.event_end AS other_end,
        w.outcome_rank AS other_outcome_rank,
        w.conversation AS other_conversation
    FROM received AS v
    CROSS JOIN lineage_submission AS l
    LEFT JOIN reference_periods_of_submissions AS s ON s.submission_id = l.submission_id
    LEFT JOIN events AS e ON e.record_id = v.record_id
    LEFT JOIN events_in_period AS p ON p.record_id = v.record_id
    LEFT JOIN preferred_records AS k ON k.record_id = v.record_id
    LEFT JOIN preferred_records AS w ON w.record_id = k.kept_record_id
),

judged AS (
    SELECT
        row,
        record_id,
        event_type,
        event_start,
        event_end AS event_end_submitted,
        event_end_closed AS event_end,
        kept_record_id,
        taken_instead,
        CASE
            WHEN period_start IS NULL THEN 'not selected'
            WHEN read_record_id IS NULL THEN 'refused'
            WHEN kept_record_id = record_id AND event_end_closed < coalesce(event_end_after_death, DATE '9999-12-31')
                THEN 'missing next'
            WHEN kept_record_id = record_id AND event_end_after_death < coalesce(event_end, DATE '9999-12-31') THEN 'died'
            WHEN kept_record_id = record_id THEN 'kept'
            WHEN other_last_day > last_day THEN 'later period'
            WHEN kept_record_id IS NOT NULL
                AND coalesce(other_end, DATE '9999-01-01') > coalesce(event_end_closed, DATE '9999-01-01') THEN 'ends later'
            WHEN kept_record_id IS NOT NULL AND coalesce(other_outcome_rank, 999) < coalesce(outcome_rank, 999)
                THEN 'outcome'
            WHEN kept_record_id IS NOT NULL AND coalesce(other_conversation, -1) > coalesce(conversation, -1)
                THEN 'conversation'
            WHEN kept_record_id IS NOT NULL THEN 'received later'
            WHEN event_type_folded IS NULL THEN 'no event'
            WHEN event_start IS NULL THEN 'no start'
            WHEN event_start > period_end THEN 'starts after'
            WHEN date_of_death < period_start THEN 'died before period'
            WHEN date_of_death < event_start THEN 'died before event'
            WHEN event_end < period_start THEN 'ended before'
            WHEN is_service = 0 AND event_end IS NULL AND (date_of_death IS NULL OR date_of_death <= event_start)
                THEN 'not ended'
            WHEN is_service = 0 AND coalesce(event_end, DATE '9999-12-31') > period_end
                AND (date_of_death IS NULL OR date_of_death > period_end OR date_of_death > event_end)
                THEN 'ended after'
            WHEN person IS NULL THEN 'no person'
        END AS step
    FROM found
)

SELECT
    j.row,
    j.record_id,
    f.place,
    f.fate,
    f.reason,
    j.event_type,
    j.event_start,
    j.event_end_submitted,
    j.event_end,
    CASE WHEN f.fate = 'merged' THEN j.kept_record_id END AS merged_into_record_id,
    CASE
        WHEN f.fate = 'merged' THEN o.submission_id
        WHEN f.fate = 'not selected' THEN j.taken_instead
    END AS other_submission_id,
    CASE WHEN f.fate = 'merged' THEN j.kept_record_id - t.first_record_id + 1 END AS merged_into_row
FROM judged AS j
LEFT JOIN fates AS f ON f.step = j.step
LEFT JOIN events AS o ON o.record_id = j.kept_record_id
LEFT JOIN submissions AS t ON t.submission_id = o.submission_id
