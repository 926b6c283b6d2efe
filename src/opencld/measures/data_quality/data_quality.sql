-- Title:  Data quality: status of each field and validity of its cells
-- Grain:  one row per local authority, field, status, validity and value; England, la_code 99999, without values
-- Source: dashboard tables methodology, section 6

WITH everywhere AS (
    SELECT la_code, field, result, value, cells
    FROM data_quality_cells
    UNION ALL
    SELECT '99999' AS la_code, field, result, NULL AS value, cells
    FROM data_quality_cells
)

SELECT
    r.period_start,
    r.period_end,
    e.la_code,
    CASE WHEN e.la_code = '99999' THEN 'England' ELSE a.la_name END AS la_name,
    f.module,
    e.field,
    c.field_status,
    c.field_validity,
    e.value,
    CAST(sum(e.cells) AS BIGINT) AS cells
FROM everywhere AS e
CROSS JOIN run AS r
INNER JOIN fields AS f ON f.field = e.field
INNER JOIN cell_results AS c ON c.result = e.result
LEFT JOIN la_lookup AS a ON a.la_code = e.la_code
GROUP BY
    r.period_start,
    r.period_end,
    e.la_code,
    a.la_name,
    f.module,
    e.field,
    c.field_status,
    c.field_validity,
    e.value
