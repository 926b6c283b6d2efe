-- The named functions of our SQL, as Spark has them. `duckdb.sql` says what each is for.

CREATE OR REPLACE TEMPORARY FUNCTION days_between(first_day DATE, second_day DATE) RETURNS INT
    RETURN datediff(second_day, first_day);

CREATE OR REPLACE TEMPORARY FUNCTION add_days(day DATE, days INT) RETURNS DATE
    RETURN date_add(day, days);

-- Spark's own add_months does just what ours does, and keeps its name

CREATE OR REPLACE TEMPORARY FUNCTION month_start(day DATE) RETURNS DATE
    RETURN trunc(day, 'MM');

CREATE OR REPLACE TEMPORARY FUNCTION month_end(day DATE) RETURNS DATE
    RETURN last_day(day);

CREATE OR REPLACE TEMPORARY FUNCTION quarter_start(day DATE) RETURNS DATE
    RETURN trunc(day, 'QUARTER');

CREATE OR REPLACE TEMPORARY FUNCTION whole_years(first_day DATE, second_day DATE) RETURNS INT
    RETURN CAST(floor(CAST(4 * datediff(second_day, first_day) AS DOUBLE) / 1461) AS INT);

CREATE OR REPLACE TEMPORARY FUNCTION divide(dividend DOUBLE, divisor DOUBLE) RETURNS DOUBLE
    RETURN CASE WHEN divisor <> 0 THEN dividend / divisor END;

CREATE OR REPLACE TEMPORARY FUNCTION round_half_away(number DOUBLE, places INT) RETURNS DOUBLE
    RETURN sign(number) * floor(abs(number) * power(10, places) + 0.5) / power(10, places);

CREATE OR REPLACE TEMPORARY FUNCTION truncate_at(number DOUBLE, places INT) RETURNS DOUBLE
    RETURN sign(number) * floor(abs(number) * power(10, places) + 1e-6) / power(10, places);
