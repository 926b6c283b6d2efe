-- Title:  Authorities without a usable submission
-- Grain:  one row per local authority and reference period for which no submission could be selected
-- Source: main tables methodology, step B (authorities without a file are reported; processing goes on)

SELECT
    a.la_code,
    a.la_name,
    p.reference_period_start,
    p.reference_period_end
FROM la_lookup AS a
CROSS JOIN reference_periods AS p
LEFT JOIN selected_submissions AS s
    ON s.la_code = a.la_code AND s.reference_period_start = p.reference_period_start
WHERE s.submission_id IS NULL
