-- Title:  A stated period other than the one the centre derives
-- Grain:  one row for the file, or none
-- Source: main tables methodology, derived reporting period of every submission

SELECT
    CAST(NULL AS BIGINT) AS row,
    strftime(stated_start, '%d/%m/%Y') || ' to ' || strftime(stated_end, '%d/%m/%Y') AS stated,
    CASE
        WHEN derived_start IS NULL THEN 'no period at all'
        ELSE strftime(derived_start, '%d/%m/%Y') || ' to ' || strftime(derived_end, '%d/%m/%Y')
    END AS derived
FROM run
WHERE stated_start IS NOT NULL
    AND stated_end IS NOT NULL
    AND (derived_start IS NULL OR derived_start <> stated_start OR derived_end <> stated_end)
