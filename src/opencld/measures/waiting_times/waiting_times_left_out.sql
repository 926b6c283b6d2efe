-- Title:  Waiting times: why not counted
-- Grain:  one row per measure, local authority and step that leaves a request out, la_code `all` for all of them
-- Source: waiting_times_cases, counted

SELECT
    measure,
    CASE WHEN grouping(la_code) = 1 THEN 'all' ELSE la_code END AS la_code,
    left_out_by,
    count(*) AS requests
FROM waiting_times_cases
WHERE left_out_by IS NOT NULL
GROUP BY GROUPING SETS ((measure, la_code, left_out_by), (measure, left_out_by))
