-- Title:  Differences as they are shown
-- Grain:  one row per difference, with where it is and whom it is about
-- Source: differences. Values of a field that names somebody, and free texts, are hidden unless asked for; local
--         identifiers and event references are what people find a row by, and are shown.

CREATE VIEW shown_differences AS
SELECT
    k.number AS kind_number,
    f.number AS field_number,
    d.kind,
    k.title AS difference,
    CASE WHEN d.is_certain = 1 THEN 'yes' ELSE 'no' END AS is_certain,
    coalesce(t.la_person_unique_identifier, l.la_person_unique_identifier, '') AS la_person_unique_identifier,
    coalesce(t.event_reference, l.event_reference, '') AS event_reference,
    coalesce(t.event_type, l.event_type, '') AS event_type,
    coalesce(t.event_start_date, l.event_start_date, '') AS event_start_date,
    coalesce(t.event_end_date, l.event_end_date, '') AS event_end_date,
    coalesce(t.service_type, l.service_type, '') AS service_type,
    coalesce(t.service_component, l.service_component, '') AS service_component,
    coalesce(f.header, '') AS field,
    CASE WHEN coalesce(d.before, '') = '' THEN '' WHEN f.is_hidden = 1 AND r.show_identifiers = 0 THEN '[hidden]' ELSE d.before END AS before,
    CASE WHEN coalesce(d.after, '') = '' THEN '' WHEN f.is_hidden = 1 AND r.show_identifiers = 0 THEN '[hidden]' ELSE d.after END AS after,
    CAST(d.lines AS BIGINT) AS lines,
    d.last_row,
    l.line AS last_line,
    d.this_row,
    t.line AS this_line,
    CASE WHEN d.closing_day IS NULL THEN '' ELSE strftime(d.closing_day, '%d/%m/%Y') END AS closed_by_centre_on,
    CASE WHEN d.is_certain = 1 THEN '' ELSE w.goes_by END AS told_by
FROM differences AS d
CROSS JOIN run AS r
INNER JOIN kinds AS k ON k.kind = d.kind
LEFT JOIN fields AS f ON f.name = d.field
LEFT JOIN ways AS w ON w.way = d.way
LEFT JOIN shown_rows AS l ON l.side = 'last' AND l.row = d.last_row
LEFT JOIN shown_rows AS t ON t.side = 'this' AND t.row = d.this_row;
