-- Title:  Unique events
-- Grain:  one row per event: the record that was kept
-- Source: main tables methodology, step F

SELECT record_id, period_start, period_end, person_id, event_id, event_end, outcome_rank
FROM preferred_records
WHERE record_id = kept_record_id
