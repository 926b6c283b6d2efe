-- Title:  Selected submissions, joined
-- Grain:  one row per local authority and quarter
-- Source: main tables methodology, step B

SELECT
    la_code,
    la_name,
    submission_id,
    imported_at,
    reference_period_start AS quarter_start,
    reference_period_end AS quarter_end
FROM selected_submissions
