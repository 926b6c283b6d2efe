-- Title:  Waiting times: median days from a new client's request to the first response, and to the first service
-- Grain:  one row per local authority, quarter of the response or service, age band and measure
-- Source: waiting times methodology, section 5. Requests still waiting are in no median.

SELECT
    la_code,
    quarter_start,
    add_days(add_months(quarter_start, 3), -1) AS quarter_end,
    age_band,
    measure,
    median(days) AS median_days,
    count(*) AS waits
FROM waiting_times_waits
GROUP BY la_code, quarter_start, age_band, measure
