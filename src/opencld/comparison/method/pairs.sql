-- Title:  Pairs of lines
-- Grain:  one row per line of the last return and its line in this one
-- Source: alike_pairs, and differing_pairs, which pair_up.sql fills

CREATE TABLE differing_pairs (last_row BIGINT, this_row BIGINT, way VARCHAR, is_certain INTEGER);

CREATE VIEW pairs AS
SELECT last_row, this_row, 'identical' AS way, 1 AS is_certain
FROM alike_pairs
UNION ALL
SELECT last_row, this_row, way, is_certain
FROM differing_pairs;
