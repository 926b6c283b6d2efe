-- Title:  Which submission was taken for each reference period
-- Grain:  one row per reference period of the authority that sent the submission
-- Source: main tables methodology, step B. `is_this` says whether it is the submission in question, `is_covered` whether that
--         one covers the period by its derived dates.

SELECT
    p.reference_period_start,
    p.reference_period_end,
    s.submission_id,
    s.imported_at,
    CASE WHEN s.submission_id = l.submission_id THEN 1 ELSE 0 END AS is_this,
    CASE
        WHEN l.derived_start <= p.reference_period_start AND l.derived_end >= p.reference_period_end THEN 1 ELSE 0
    END AS is_covered
FROM reference_periods AS p
CROSS JOIN lineage_submission AS l
LEFT JOIN selected_submissions AS s
    ON s.reference_period_start = p.reference_period_start AND s.la_code = l.la_code
