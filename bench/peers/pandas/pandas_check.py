"""Types, defined lists and mandatory cells of a return, checked with pandas.

`pandas_check.py RETURN FINDINGS`: the fast reader, one vectorised test per column, fields and lists from the
same specification files. Findings are written as Parquet.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

SPECIFICATION = Path(__file__).parents[3] / "src/opencld/specification"
MAY_BE_BLANK = ("nhs_number", "date_of_birth", "date_of_death")
POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?(?: \d[A-Z]{2})?|ZZ99 3[VC]Z|Unknown"
NHS_NUMBER_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


def main() -> None:
    """Check the return and write the findings."""
    return_path, findings_path = map(Path, sys.argv[1:3])
    fields = pd.read_csv(SPECIFICATION / "fields/release_2.csv", dtype=str, keep_default_na=False)
    cld = read_return(return_path, fields)
    findings = pd.concat([*bad_types(cld, fields), *off_list(cld), *blank_cells(cld, fields)])
    findings.sort_values(["line", "field"]).to_parquet(findings_path, index=False)
    print(f"{len(findings):,} findings")


def read_return(path: Path, fields: pd.DataFrame) -> pd.DataFrame:
    """Read every column as text, blank cells as missing, columns by field name."""
    cld = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], engine="pyarrow")
    return cld.rename(columns=dict(zip(fields["header"], fields["name"], strict=True)))


def found(cld: pd.DataFrame, field: str, is_bad: pd.Series, finding: str) -> pd.DataFrame:
    """Return one finding for each row where `is_bad` holds; the header is line 1."""
    cells = cld.loc[is_bad, field]
    return pd.DataFrame(
        {"line": cells.index + 2, "field": field, "finding": finding, "value": cells.to_numpy()}
    )


def bad_types(cld: pd.DataFrame, fields: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the cells that cannot be read as their field's data type."""
    readable = {
        "la_code": lambda cells: cells.str.fullmatch(r"\d{3}|[A-Z]\w{4}"),
        "date": lambda cells: pd.to_datetime(cells, format="%d/%m/%Y", errors="coerce").notna(),
        "nhs_number": is_nhs_number,
        "postcode": lambda cells: cells.str.fullmatch(POSTCODE),
        "integer": lambda cells: cells.str.fullmatch(r"\d+"),
        "numeric": lambda cells: pd.to_numeric(cells, errors="coerce").notna(),
    }
    return [
        found(cld, field, cld[field].notna() & ~readable[data_type](cld[field]).fillna(True), data_type)
        for field, data_type in zip(fields["name"], fields["data_type"], strict=True)
        if data_type in readable
    ]


def is_nhs_number(cells: pd.Series) -> pd.Series:
    """Say which cells have ten digits, not all the same, with the right check digit."""
    ten_digits = cells.str.fullmatch(r"\d{10}").fillna(False).astype(bool)
    numbers = cells.where(ten_digits, "0").astype("int64")
    weighted = sum(numbers // 10 ** (9 - at) % 10 * weight for at, weight in enumerate(NHS_NUMBER_WEIGHTS))
    return ten_digits & ((weighted + numbers % 10) % 11 == 0) & (numbers % 1_111_111_111 != 0)


def off_list(cld: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the cells whose value is not on the field's defined list."""
    lists = pd.read_csv(SPECIFICATION / "defined_lists/release_2.csv", dtype=str, keep_default_na=False)
    return [
        found(cld, field, cld[field].notna() & ~cld[field].isin(values), "not on the list")
        for field, values in lists.groupby("field")["value"]
    ]


def blank_cells(cld: pd.DataFrame, fields: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the blank cells that the guidance's Annex A asks for."""
    has_event = cld["client_type"] != "Unpaid carer known by association"
    on_all_rows = fields.loc[fields["mandatory"] == "mandatory", ["name", "module"]]
    blank = [
        found(cld, field, cld[field].isna() & (has_event | (module != "Events (All)")), "blank")
        for field, module in on_all_rows.itertuples(index=False)
        if field not in MAY_BE_BLANK
    ]
    due = conditionally_due(cld)
    return blank + [found(cld, field, cld[field].isna() & has_event & due[field], "blank") for field in due]


def conditionally_due(cld: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the rows on which each conditional field is due."""
    event_type, service_type = cld["event_type"], cld["service_type"]
    is_request, is_assessment = event_type == "Request", event_type == "Assessment"
    is_service, is_review = event_type == "Service", event_type == "Review"
    has_outcome = is_assessment & (cld["assessment_type"] != "Financial assessment")
    in_care_home = service_type.isin(
        ["Long term support: Nursing care", "Long term support: Residential care"]
    )
    is_community = service_type == "Long term support: Community"
    mechanism = cld["delivery_mechanism"]
    has_cost = is_service & (
        in_care_home & (mechanism != "CASSR commissioned support")
        | is_community & (mechanism == "CASSR managed personal budget")
    )
    is_planned = cld["review_reason"] == "Planned review of long term care and support plan"
    return {
        "employment_status": employment_is_due(cld),
        "client_funding_status": cld["client_type"] == "Service user",
        "event_end_date": is_request | is_assessment | is_review,
        "event_outcome": is_request | has_outcome | is_service | is_review,
        "request_route_of_access": is_request,
        "assessment_type": is_assessment,
        "method_of_assessment": has_outcome,
        "service_type": is_service,
        "service_component": is_service,
        "delivery_mechanism": is_service & is_community,
        "review_reason": is_review,
        "review_outcomes_achieved": is_review & is_planned,
        "method_of_review": is_review,
        "unit_cost": has_cost,
        "cost_frequency_unit_type": has_cost,
        "planned_units_per_week": has_cost & cld["cost_frequency_unit_type"].isin(["Hourly", "Daily"]),
    }


def employment_is_due(cld: pd.DataFrame) -> pd.Series:
    """Say which rows are a service user's with a learning disability, of 18 to 64 at start and at end."""
    is_learning_disability = (cld["client_type"] == "Service user") & (
        cld["primary_support_reason"] == "Learning disability support"
    )
    columns = ["date_of_birth", "event_start_date", "event_end_date", "reporting_period_end_date"]
    days = cld.loc[is_learning_disability, columns].apply(
        lambda cells: pd.to_datetime(cells, format="%d/%m/%Y", errors="coerce")
    )
    end = days["event_end_date"].fillna(days["reporting_period_end_date"])
    due = age_at(days["date_of_birth"], days["event_start_date"]).between(18, 64)
    due &= age_at(days["date_of_birth"], end).between(18, 64)
    return due.reindex(cld.index, fill_value=False)


def age_at(birth: pd.Series, day: pd.Series) -> pd.Series:
    """Return whole years between birth and day."""
    before_birthday = (day.dt.month * 100 + day.dt.day) < (birth.dt.month * 100 + birth.dt.day)
    return day.dt.year - birth.dt.year - before_birthday


if __name__ == "__main__":
    main()
