-- Title:  Stays as admissions of the period
-- Grain:  one row per long term stay; a new admission is one that nothing leaves out
-- Source: ASCOF 2B and 2C methodology, section 3: new is who started no other stay before that was still open, or had ended
--         less than 365 days earlier. `left_out_by` is the first step that a stay does not pass.

WITH judged AS (
    SELECT
        s.la_code,
        s.person_id,
        s.record_id,
        s.event_start,
        s.age,
        CASE
            WHEN s.event_start < r.period_start OR s.event_start > r.period_end THEN '6: not admitted in the period'
            WHEN s.outcome = 'NFA: Self-funded client or under 12wk disregard' THEN '7: pays for the stay, or under 12 week disregard'
            WHEN s.age < 18 THEN '8: under 18 on admission'
        END AS left_out_by
    FROM ascof_2b_2c_stays AS s
    CROSS JOIN run AS r
),

known_before AS (
    SELECT DISTINCT n.record_id
    FROM judged AS n
    INNER JOIN ascof_2b_2c_stays AS s
        ON s.la_code = n.la_code
        AND s.person_id = n.person_id
        AND s.event_start < n.event_start
        AND (s.event_end IS NULL OR days_between(s.event_end, n.event_start) < 365)
    WHERE n.left_out_by IS NULL
)

SELECT
    n.la_code,
    n.person_id,
    n.record_id,
    n.event_start,
    n.age,
    CASE WHEN k.record_id IS NOT NULL THEN '9: was in such a stay less than a year before' ELSE n.left_out_by END AS left_out_by
FROM judged AS n
LEFT JOIN known_before AS k ON k.record_id = n.record_id
