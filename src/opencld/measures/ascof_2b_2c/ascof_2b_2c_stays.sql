-- Title:  Long term stays in residential and nursing care
-- Grain:  one row per event
-- Source: ASCOF 2B and 2C methodology, section 2

SELECT la_code, person_id, record_id, event_start, event_end, outcome, age
FROM ascof_2b_2c_candidates
WHERE left_out_by IS NULL
