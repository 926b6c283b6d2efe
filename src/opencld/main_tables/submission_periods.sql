-- Title:  Reporting periods of submissions
-- Grain:  one row per accepted submission, whenever it was imported
-- Source: main tables methodology, step A. Months are days over 30.436875, rounded.

SELECT
    s.submission_id,
    s.la_code,
    s.la_name,
    s.imported_at,
    s.stated_period_count,
    s.stated_start,
    s.stated_end,
    CAST(round_half_away(divide(days_between(s.stated_start, s.stated_end), 30.436875), 0) AS INTEGER) AS stated_months,
    s.derived_start,
    s.derived_end,
    CAST(round_half_away(divide(days_between(s.derived_start, s.derived_end), 30.436875), 0) AS INTEGER) AS derived_months
FROM submissions AS s
