-- Title:  Changes by field
-- Grain:  one row per field, kind of difference and event type, the event type blank for what describes the person
-- Source: differences

CREATE TABLE changed_by_field AS
SELECT
    f.number,
    d.field,
    d.kind,
    CASE WHEN f.module = 'Person Details' AND d.kind <> 'moved' THEN '' ELSE d.event_type END AS event_type,
    count(*) AS changes,
    count(*) FILTER (WHERE coalesce(d.before, '') = '') AS filled,
    count(*) FILTER (WHERE coalesce(d.after, '') = '') AS emptied,
    count(DISTINCT d.person) AS people,
    CAST(sum(d.lines) AS BIGINT) AS lines
FROM differences AS d
INNER JOIN fields AS f ON f.name = d.field
GROUP BY f.number, d.field, d.kind,
    CASE WHEN f.module = 'Person Details' AND d.kind <> 'moved' THEN '' ELSE d.event_type END;
