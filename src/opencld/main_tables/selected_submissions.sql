-- Title:  Selected submissions
-- Grain:  one row per local authority and reference period that a submission covers
-- Source: main tables methodology, step B (choose submissions): the twelve months of a single table, or each quarter of a
--         joined one. Derived periods decide, not stated ones.

WITH covering AS (
    SELECT
        s.submission_id,
        s.la_code,
        s.la_name,
        s.imported_at,
        p.reference_period_start,
        p.reference_period_end,
        -- the most recently imported data are taken to be the most accurate
        row_number() OVER (
            PARTITION BY s.la_code, p.reference_period_start
            ORDER BY s.imported_at DESC NULLS LAST, s.submission_id DESC NULLS LAST
        ) AS recency
    FROM run AS r
    CROSS JOIN reference_periods AS p
    INNER JOIN submissions AS s
        ON s.derived_start <= p.reference_period_start
        AND s.derived_end >= p.reference_period_end
        AND s.imported_at > CAST(p.reference_period_end AS TIMESTAMP)
        AND CAST(s.imported_at AS DATE) <= r.as_of
    LEFT JOIN excluded_imports AS x ON x.imported_at = s.imported_at
    WHERE x.imported_at IS NULL
)

SELECT submission_id, la_code, la_name, imported_at, reference_period_start, reference_period_end
FROM covering
WHERE recency = 1
