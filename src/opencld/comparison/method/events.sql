-- Title:  Rows of both returns
-- Grain:  one row per row of either return
-- Source: the rows kept while the returns were checked. `side` is `last` or `this`.

CREATE VIEW events AS
SELECT 'last' AS side, * FROM last_rows
UNION ALL
SELECT 'this' AS side, * FROM this_rows;
