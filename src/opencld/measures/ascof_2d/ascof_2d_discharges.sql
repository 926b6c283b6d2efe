-- Title:  Discharges from hospital that reablement might follow
-- Grain:  one row per hospital stay of a person of 65 or older, discharged in the period
-- Source: ASCOF 2D methodology, section 3

SELECT DISTINCT
    person_id,
    spell_id,
    admission_date,
    discharge_date,
    residence,
    age_band,
    gender,
    support_at_admission
FROM ascof_2d_stays
WHERE left_out_by IS NULL
