-- Title:  What invented returns of England for one quarter come to, for comparison with published figures
-- Grain:  one row per figure, local authority and what it is of
-- Source: adult social care monthly statistics, as the published tables define people in long term support at a month's
--         end (each in one setting) and people assessed in a month who had no long term support in the year before

WITH long_term_support AS (
    SELECT la_code, person, born, event_start, event_end, service_type
    FROM events
    WHERE event_type = 'Service' AND client_type = 'Service user' AND starts_with(service_type, 'Long term support')
),

days AS (
    SELECT DATE '2025-06-30' AS day
    UNION ALL
    SELECT DATE '2026-03-31' AS day
),

in_support AS (
    SELECT
        d.day,
        l.la_code,
        l.person,
        max(l.born) AS born,
        -- of several settings the first in this order counts
        min(
            CASE l.service_type
                WHEN 'Long term support: Nursing care' THEN '1 Nursing care'
                WHEN 'Long term support: Residential care' THEN '2 Residential care'
                WHEN 'Long term support: Community' THEN '3 Community'
                ELSE '4 Prison'
            END
        ) AS setting
    FROM days AS d
    INNER JOIN long_term_support AS l
        ON l.event_start <= d.day AND (l.event_end IS NULL OR l.event_end >= d.day)
    GROUP BY d.day, l.la_code, l.person
),

assessed AS (
    SELECT DISTINCT a.la_code, a.person, date_trunc('month', a.event_end) AS month
    FROM events AS a
    LEFT JOIN long_term_support AS l
        ON l.la_code = a.la_code
        AND l.person = a.person
        AND l.event_start < a.event_start
        AND (l.event_end IS NULL OR l.event_end >= a.event_start - INTERVAL 12 MONTH)
    WHERE a.event_type = 'Assessment'
        AND a.client_type = 'Service user'
        AND a.assessment_type <> 'Financial assessment'
        AND l.person IS NULL
),

requests_of_new_clients AS (
    SELECT r.la_code
    FROM events AS r
    WHERE r.event_type = 'Request'
        AND r.client_type = 'Service user'
        AND NOT EXISTS (
            SELECT 1
            FROM long_term_support AS l
            WHERE l.la_code = r.la_code
                AND l.person = r.person
                AND l.event_start < r.event_start
                AND (l.event_end IS NULL OR l.event_end >= r.event_start)
        )
)

SELECT 'people in long term support on ' || strftime(day, '%-d %B %Y') AS figure, la_code, 'All' AS part, count(*) AS value
FROM in_support
GROUP BY day, la_code
UNION ALL
SELECT 'people in long term support on ' || strftime(day, '%-d %B %Y'), 'England', substr(setting, 3), count(*)
FROM in_support
GROUP BY day, setting
UNION ALL
SELECT 'people of 65 and over in long term support', 'England', 'All', count(*)
FROM in_support
WHERE day = DATE '2026-03-31' AND born <= day - INTERVAL 65 YEAR
UNION ALL
SELECT 'people in long term support in a year', 'England', 'All', count(DISTINCT la_code || person)
FROM long_term_support
UNION ALL
SELECT 'people assessed from April 2025 to March 2026', la_code, 'All', count(*)
FROM assessed
GROUP BY la_code
UNION ALL
SELECT 'requests from new clients in a year', 'England', 'All', count(*)
FROM requests_of_new_clients
UNION ALL
SELECT 'rows', 'England', event_type, count(*)
FROM events
WHERE event_type IS NOT NULL
GROUP BY event_type
ORDER BY 1, 2, 3
