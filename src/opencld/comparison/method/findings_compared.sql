-- Title:  Findings new and mended
-- Grain:  one row per rule and field with a finding in either return
-- Source: the findings of both returns, laid beside each other by the pairs of lines. Of the last return's findings:
--         mended (the line is there and the finding is not), left (the line is not there any more). Of this one's: new on
--         a line that was there before, new with a new line. A finding about the whole file is mended or new as such.

CREATE TABLE findings_compared AS
WITH last_findings AS (
    SELECT f.rule, f.field, f.row, p.this_row
    FROM pairs AS p
    RIGHT JOIN findings AS f ON f.row = p.last_row
    WHERE f.side = 'last'
),

this_findings AS (
    SELECT f.rule, f.field, f.row, p.last_row
    FROM pairs AS p
    RIGHT JOIN findings AS f ON f.row = p.this_row
    WHERE f.side = 'this'
),

told_last AS (
    SELECT l.rule, l.field,
        count(*) AS last_findings,
        count(*) FILTER (WHERE (l.this_row IS NOT NULL OR l.row IS NULL) AND t.rule IS NULL) AS mended,
        count(*) FILTER (WHERE l.this_row IS NULL AND l.row IS NOT NULL) AS left_with_line
    FROM last_findings AS l
    LEFT JOIN (SELECT DISTINCT rule, field, row FROM this_findings) AS t
        ON t.rule = l.rule AND t.field = l.field
        AND (t.row = l.this_row OR (t.row IS NULL AND l.row IS NULL))
    GROUP BY l.rule, l.field
),

told_this AS (
    SELECT t.rule, t.field,
        count(*) AS this_findings,
        count(*) FILTER (WHERE (t.last_row IS NOT NULL OR t.row IS NULL) AND l.rule IS NULL) AS new_on_line,
        count(*) FILTER (WHERE t.last_row IS NULL AND t.row IS NOT NULL) AS new_with_line
    FROM this_findings AS t
    LEFT JOIN (SELECT DISTINCT rule, field, row FROM last_findings) AS l
        ON l.rule = t.rule AND l.field = t.field
        AND (l.row = t.last_row OR (l.row IS NULL AND t.row IS NULL))
    GROUP BY t.rule, t.field
)

SELECT
    coalesce(l.rule, t.rule) AS rule,
    coalesce(l.field, t.field) AS field,
    coalesce(l.last_findings, 0) AS last_findings,
    coalesce(t.this_findings, 0) AS this_findings,
    coalesce(l.mended, 0) AS mended,
    coalesce(l.left_with_line, 0) AS left_with_line,
    coalesce(t.new_on_line, 0) AS new_on_line,
    coalesce(t.new_with_line, 0) AS new_with_line
FROM told_last AS l
FULL OUTER JOIN told_this AS t ON t.rule = l.rule AND t.field = l.field;
