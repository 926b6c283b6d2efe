"""Types, defined lists and mandatory cells of a return, checked with pandera on polars.

`pandera_check.py RETURN FINDINGS`: the schema is built from the same specification files, validation is lazy
(all faults are gathered), every check is one polars expression. Findings are written as Parquet.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import pandera.polars as pa
import polars as pl

SPECIFICATION = Path(__file__).parents[3] / "src/opencld/specification"
MAY_BE_BLANK = ("nhs_number", "date_of_birth", "date_of_death")
POSTCODE = r"^(?:[A-Z]{1,2}\d[A-Z\d]?(?: \d[A-Z]{2})?|ZZ99 3[VC]Z|Unknown)$"
NHS_NUMBER_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
CARE_HOME = ("Long term support: Nursing care", "Long term support: Residential care")
ENDED_EVENTS = ("Request", "Assessment", "Review")


def main() -> None:
    """Check the return and write the findings."""
    return_path, findings_path = map(Path, sys.argv[1:3])
    fields = read_table("fields/release_2.csv")
    cld = pl.read_csv(return_path, infer_schema=False, new_columns=[field["name"] for field in fields])
    findings = findings_in(cld, schema_of(fields))
    findings.write_parquet(findings_path)
    print(f"{findings.height:,} findings")


def findings_in(cld: pl.DataFrame, schema: pa.DataFrameSchema) -> pl.DataFrame:
    """Return the cells that fail the schema; the header is line 1."""
    try:
        schema.validate(cld, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return errors.failure_cases.select(
            line=pl.col("index") + 2, field="column", finding="check", value="failure_case"
        ).sort("line", "field")
    return pl.DataFrame(
        schema={"line": pl.Int32, "field": pl.String, "finding": pl.String, "value": pl.String}
    )


def schema_of(fields: list[dict[str, str]]) -> pa.DataFrameSchema:
    """Build the schema from the specification."""
    lists = defaultdict(list)
    for line in read_table("defined_lists/release_2.csv"):
        lists[line["field"]].append(line["value"])
    due = conditionally_due()
    return pa.DataFrameSchema({field["name"]: column(field, lists, due) for field in fields})


def column(field: dict[str, str], lists: dict[str, list[str]], due: dict[str, pl.Expr]) -> pa.Column:
    """Build one column: its type or list, and on which rows it must be filled in."""
    name = field["name"]
    checks = []
    if name in lists:
        checks.append(pa.Check.isin(lists[name], error="not on the list"))
    elif field["data_type"] in READABLE:
        readable = READABLE[field["data_type"]](pl.col(name))
        checks.append(row_check(readable | pl.col(name).is_null(), field["data_type"]))
    if name in due:
        checks.append(
            row_check(pl.col(name).is_not_null() | ~has_event() | ~due[name].fill_null(False), "blank")
        )
    elif field["mandatory"] == "mandatory" and field["module"] == "Events (All)":
        checks.append(row_check(pl.col(name).is_not_null() | ~has_event(), "blank"))
    is_mandatory = field["mandatory"] == "mandatory" and field["module"] != "Events (All)"
    return pa.Column(pl.String, checks, nullable=not is_mandatory or name in MAY_BE_BLANK)


def row_check(holds: pl.Expr, finding: str) -> pa.Check:
    """Build a check that an expression over the row's columns holds."""
    return pa.Check(lambda data: data.lazyframe.select(holds), error=finding, ignore_na=False)


def is_nhs_number(cell: pl.Expr) -> pl.Expr:
    """Say which cells have ten digits, not all the same, with the right check digit."""
    number = cell.cast(pl.Int64, strict=False)
    digits = [number // 10 ** (9 - at) % 10 * weight for at, weight in enumerate(NHS_NUMBER_WEIGHTS)]
    right_check_digit = (pl.sum_horizontal(digits) + number % 10) % 11 == 0
    return cell.str.contains(r"^\d{10}$") & right_check_digit & (number % 1_111_111_111 != 0)


def as_date(cell: pl.Expr) -> pl.Expr:
    """Read dd/mm/yyyy."""
    return cell.str.to_date("%d/%m/%Y", strict=False)


READABLE = {
    "la_code": lambda cell: cell.str.contains(r"^(?:\d{3}|[A-Z]\w{4})$"),
    # Without the pattern a year of two digits would pass.
    "date": lambda cell: cell.str.contains(r"^\d\d/\d\d/\d{4}$") & as_date(cell).is_not_null(),
    "nhs_number": is_nhs_number,
    "postcode": lambda cell: cell.str.contains(POSTCODE),
    "integer": lambda cell: cell.str.contains(r"^\d+$"),
    "numeric": lambda cell: cell.cast(pl.Float64, strict=False).is_not_null(),
}


def has_event() -> pl.Expr:
    """Say which rows are about an event."""
    return pl.col("client_type").ne_missing("Unpaid carer known by association")


def conditionally_due() -> dict[str, pl.Expr]:
    """Return the condition under which each conditional field is due."""
    event_type, service_type = pl.col("event_type"), pl.col("service_type")
    is_request, is_assessment = event_type == "Request", event_type == "Assessment"
    is_service, is_review = event_type == "Service", event_type == "Review"
    has_outcome = is_assessment & pl.col("assessment_type").ne_missing("Financial assessment")
    is_community = is_service & (service_type == "Long term support: Community")
    mechanism = pl.col("delivery_mechanism")
    has_cost = (
        is_service & service_type.is_in(CARE_HOME) & mechanism.ne_missing("CASSR commissioned support")
    ) | (is_community & (mechanism == "CASSR managed personal budget"))
    is_planned = pl.col("review_reason") == "Planned review of long term care and support plan"
    return {
        "employment_status": employment_is_due(),
        "client_funding_status": pl.col("client_type") == "Service user",
        "event_end_date": event_type.is_in(ENDED_EVENTS),
        "event_outcome": is_request | has_outcome | is_service | is_review,
        "request_route_of_access": is_request,
        "assessment_type": is_assessment,
        "method_of_assessment": has_outcome,
        "service_type": is_service,
        "service_component": is_service,
        "delivery_mechanism": is_community,
        "review_reason": is_review,
        "review_outcomes_achieved": is_review & is_planned,
        "method_of_review": is_review,
        "unit_cost": has_cost,
        "cost_frequency_unit_type": has_cost,
        "planned_units_per_week": has_cost & pl.col("cost_frequency_unit_type").is_in(["Hourly", "Daily"]),
    }


def employment_is_due() -> pl.Expr:
    """Say which rows are a service user's with a learning disability, of 18 to 64 at start and at end."""
    end = pl.coalesce(as_date(pl.col("event_end_date")), as_date(pl.col("reporting_period_end_date")))
    return (
        (pl.col("client_type") == "Service user")
        & (pl.col("primary_support_reason") == "Learning disability support")
        & age_at(as_date(pl.col("event_start_date"))).is_between(18, 64)
        & age_at(end).is_between(18, 64)
    )


def age_at(day: pl.Expr) -> pl.Expr:
    """Return whole years between birth and day."""
    birth = as_date(pl.col("date_of_birth"))
    return (
        day.dt.year()
        - birth.dt.year()
        - (day.dt.to_string("%m%d") < birth.dt.to_string("%m%d")).cast(pl.Int32)
    )


def read_table(name: str) -> list[dict[str, str]]:
    """Read one table of the specification."""
    with (SPECIFICATION / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
