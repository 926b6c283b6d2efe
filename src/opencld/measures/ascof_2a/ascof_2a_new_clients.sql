-- Title:  Episodes of ST-Max of people without long term support before
-- Grain:  one row per episode that ended in the period
-- Source: ASCOF 2A methodology, section 2 (steps 4 and 5) and section 3

SELECT
    la_code,
    person_id,
    episode,
    episode_start,
    episode_end,
    episode_outcome,
    episode_rank,
    date_of_death,
    age_band
FROM ascof_2a_candidates
WHERE left_out_by IS NULL
