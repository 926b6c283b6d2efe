-- Title:  Latest known facts
-- Grain:  one row per person and fact
-- Source: latest person details methodology, section 2 (standard "latest known" rule): an old value that says something
--         beats a newer one that does not; values of one day that differ come to nothing.

WITH ranked AS (
    SELECT
        la_code,
        person_id,
        fact,
        value,
        dense_rank() OVER (
            PARTITION BY la_code, person_id, fact
            ORDER BY
                known DESC NULLS LAST,
                period_end DESC NULLS LAST,
                event_end DESC NULLS LAST,
                event_start DESC NULLS LAST,
                records DESC NULLS LAST
        ) AS recency
    FROM person_facts
)

SELECT
    la_code,
    person_id,
    fact,
    CASE
        WHEN min(value) = max(value) THEN min(value)
        WHEN fact = 'ethnicity' THEN 'No data: Undeclared or not known'
        ELSE 'Unknown'
    END AS value
FROM ranked
WHERE recency = 1
GROUP BY la_code, person_id, fact
