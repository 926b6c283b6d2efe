-- Title:  The period that sense-check counts are about
-- Grain:  one row
-- Source: the stated period; where none can be read, or it is no period of up to three years, the derived one; else
--         the twelve months up to the day of receipt

CREATE TABLE sense_period AS
WITH candidates AS (
    SELECT
        r.*,
        12 * (year(stated_end) - year(stated_start)) + month(stated_end) - month(stated_start) AS stated_months
    FROM run AS r
)

SELECT
    CASE
        WHEN stated_start <= stated_end AND stated_months < 36 THEN stated_start
        WHEN derived_start IS NOT NULL THEN derived_start
        ELSE make_date(year(as_of) - 1, month(as_of), 1)
    END AS period_start,
    CASE
        WHEN stated_start <= stated_end AND stated_months < 36 THEN stated_end
        WHEN derived_start IS NOT NULL THEN derived_end
        ELSE as_of
    END AS period_end
FROM candidates
