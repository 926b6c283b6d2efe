-- Title:  People newly admitted to residential or nursing care
-- Grain:  one row per local authority and person
-- Source: ASCOF 2B and 2C methodology, section 3: new is who started no other stay before that was still open, or had ended
--         less than 365 days earlier. Who turned 65 between two admissions counts once, as under 65.

WITH admissions AS (
    SELECT s.la_code, s.person_id, s.record_id, s.event_start, s.age
    FROM ascof_2b_2c_stays AS s
    CROSS JOIN run AS r
    WHERE s.event_start >= r.period_start
        AND s.event_start <= r.period_end
        AND (s.outcome IS NULL OR s.outcome <> 'NFA: Self-funded client or under 12wk disregard')
        AND s.age >= 18
),

known_before AS (
    SELECT DISTINCT n.record_id
    FROM admissions AS n
    INNER JOIN ascof_2b_2c_stays AS s
        ON s.la_code = n.la_code
        AND s.person_id = n.person_id
        AND s.event_start < n.event_start
        AND (s.event_end IS NULL OR days_between(s.event_end, n.event_start) < 365)
)

SELECT
    r.period_start,
    r.period_end,
    n.la_code,
    n.person_id,
    CASE WHEN min(n.age) < 65 THEN '18 to 64' ELSE '65 and above' END AS age_band
FROM admissions AS n
CROSS JOIN run AS r
LEFT JOIN known_before AS k ON k.record_id = n.record_id
WHERE k.record_id IS NULL
GROUP BY r.period_start, r.period_end, n.la_code, n.person_id
