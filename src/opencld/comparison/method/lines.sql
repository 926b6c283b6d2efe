-- Title:  Lines that are not alike to any of the other return, with the person they are about
-- Grain:  one row per such row of either return from which somebody can be told
-- Source: the rows kept, alike_pairs and people

CREATE TABLE lines AS
SELECT 'last' AS side, e.row, p.person, e.event_type, e.start, e."end"
FROM last_rows AS e
LEFT JOIN alike_pairs AS alike ON alike.last_row = e.row
INNER JOIN people AS p
    ON p.nhs IS NOT DISTINCT FROM e.nhs
    AND p.local_id IS NOT DISTINCT FROM e.local_id
WHERE alike.last_row IS NULL
UNION ALL
SELECT 'this' AS side, e.row, p.person, e.event_type, e.start, e."end"
FROM this_rows AS e
LEFT JOIN alike_pairs AS alike ON alike.this_row = e.row
INNER JOIN people AS p
    ON p.nhs IS NOT DISTINCT FROM e.nhs
    AND p.local_id IS NOT DISTINCT FROM e.local_id
WHERE alike.this_row IS NULL;
