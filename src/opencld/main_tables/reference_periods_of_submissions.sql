-- Title:  Reference periods of submissions
-- Grain:  one row per selected submission
-- Source: main tables methodology, step B. A submission chosen for several quarters is read once, for all they span.

SELECT
    submission_id,
    la_code,
    min(reference_period_start) AS period_start,
    max(reference_period_end) AS period_end
FROM selected_submissions
GROUP BY submission_id, la_code
