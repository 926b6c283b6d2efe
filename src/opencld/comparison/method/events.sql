-- Title:  Rows of both returns
-- Grain:  one row per row of either return
-- Source: the rows kept while the returns were checked. `side` is `last` or `this`; a blank cell is ''. `nhs` and
--         `local_id` stand for identifiers as the centre's database compares them: valid NHS numbers, and fingerprints of
--         local identifiers without regard to case and trailing spaces.

CREATE VIEW events AS
SELECT 'last' AS side, * FROM last_rows
UNION ALL
SELECT 'this' AS side, * FROM this_rows;
