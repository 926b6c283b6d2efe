-- Title:  A reporting period that is not twelve months ending with a month
-- Grain:  one row for the file, or none
-- Source: collection guidance, Collection schedule

SELECT
    CAST(NULL AS BIGINT) AS row,
    strftime(stated_start, '%d/%m/%Y') AS stated_start,
    strftime(stated_end, '%d/%m/%Y') AS stated_end
FROM run
WHERE stated_start IS NOT NULL
    AND stated_end IS NOT NULL
    AND NOT (
        stated_end = last_day(stated_end)
        AND day(stated_start) = 1
        AND (year(stated_end) - year(stated_start)) * 12 + month(stated_end) - month(stated_start) = 11
    )
