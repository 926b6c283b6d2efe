-- Title:  Selected submissions, single
-- Grain:  one row per local authority with a usable submission
-- Source: main tables methodology, step B

SELECT
    la_code,
    la_name,
    submission_id,
    imported_at,
    reference_period_start AS period_start,
    reference_period_end AS period_end
FROM selected_submissions
