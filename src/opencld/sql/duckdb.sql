-- The named functions of our SQL, as DuckDB has them. Each is defined once for each engine; `spark.sql` has the others.

CREATE MACRO days_between(first_day, second_day) AS date_diff('day', first_day, second_day);

CREATE MACRO add_days(day, days) AS CAST(day + to_days(CAST(days AS INTEGER)) AS DATE);

-- to the last day of a month that is too short
CREATE MACRO add_months(day, months) AS CAST(day + to_months(CAST(months AS INTEGER)) AS DATE);

CREATE MACRO month_start(day) AS CAST(date_trunc('month', day) AS DATE);

CREATE MACRO month_end(day) AS last_day(day);

CREATE MACRO quarter_start(day) AS CAST(date_trunc('quarter', day) AS DATE);

-- years of 365.25 days, so four years are 1461 days, rounded down
CREATE MACRO whole_years(first_day, second_day) AS
    CAST(floor(CAST(4 * date_diff('day', first_day, second_day) AS DOUBLE) / 1461) AS INTEGER);

CREATE MACRO divide(dividend, divisor) AS
    CASE WHEN divisor <> 0 THEN CAST(dividend AS DOUBLE) / CAST(divisor AS DOUBLE) END;

CREATE MACRO round_half_away(number, places) AS
    sign(number) * floor(abs(CAST(number AS DOUBLE)) * power(10, places) + 0.5) / power(10, places);

-- towards nought, as exact decimals are divided; a little is added because most decimals are none in binary
CREATE MACRO truncate_at(number, places) AS
    sign(number) * floor(abs(CAST(number AS DOUBLE)) * power(10, places) + 1e-6) / power(10, places);
