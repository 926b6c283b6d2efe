"""A little valid return to change in tests. Its person is invented, the NHS number from the 999 range."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opencld.returns import Fault, Return, open_return
from opencld.specification import load_specification

SPECIFICATION = load_specification()
HEADERS = tuple(field.header for field in SPECIFICATION.fields)
NAMES = tuple(field.name for field in SPECIFICATION.fields)
WIDTH = len(NAMES)

A_SERVICE = {
    "la_code": "991",
    "reporting_period_start_date": "01/04/2024",
    "reporting_period_end_date": "31/03/2025",
    "nhs_number": "9997032969",
    "la_person_unique_identifier": "A00013",
    "first_name": "Noor",
    "last_name": "Owens",
    "gender": "Female",
    "ethnicity": "White: English, Welsh, Scottish, Northern Irish or British",
    "date_of_birth": "02/10/1952",
    "client_type": "Service user",
    "primary_support_reason": "Physical support: Personal care support",
    "postcode": "AL7 2XX",
    "accommodation_status": "Owner occupier or shared ownership scheme",
    "has_unpaid_carer": "Yes",
    "client_funding_status": "Fully social care funded",
    "event_type": "Service",
    "event_reference": "S1",
    "event_start_date": "17/03/2024",
    "event_outcome": "Continuation of support or services",
    "service_type": "Long term support: Nursing care",
    "service_component": "Long term nursing care",
    "unit_cost": "950.00",
    "cost_frequency_unit_type": "Weekly",
}


def a_row(**changes: str) -> dict[str, str]:
    """A row by field name: a nursing home placement unless changed."""
    return dict.fromkeys(NAMES, "") | A_SERVICE | changes


def some_rows(count: int) -> list[dict[str, str]]:
    """Rows that differ in their event reference: E1, E2 and so on."""
    return [a_row(event_reference=f"E{number}") for number in range(1, count + 1)]


def line_of(values: Sequence[str], delimiter: str = ",", end: str = "\n") -> str:
    """Write values as a line of CSV, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerow(values)
    return text.getvalue()


def csv_of(
    rows: Sequence[Mapping[str, str]],
    headers: Sequence[str] = HEADERS,
    delimiter: str = ",",
    end: str = "\n",
) -> str:
    """Write rows under headers. Values go by the place of their field in the specification."""
    lines = [headers, *(list(row.values()) for row in rows)]
    return "".join(line_of(line, delimiter, end) for line in lines)


def saved(folder: Path, content: str | bytes, name: str = "return.csv") -> Path:
    """Save content as a file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class WasRead:
    """Everything that one pass over a return gave."""

    def __init__(self, path: Path | str, batch_bytes: int | None = None) -> None:
        sizes: dict[str, Any] = {} if batch_bytes is None else {"batch_bytes": batch_bytes}
        with open_return(path, SPECIFICATION, **sizes) as cld_return:
            self.cld_return: Return = cld_return
            self.rows: list[dict[str, Any]] = []
            self.faults: list[Fault] = list(cld_return.faults)
            for batch in cld_return.batches():
                self.rows += batch.cells.rows(named=True)
                self.faults += batch.faults
            self.faults += cld_return.end_faults

    @property
    def references(self) -> list[str]:
        """The event references of the rows read."""
        return [row["event_reference"] for row in self.rows]

    @property
    def counts(self) -> tuple[int, int]:
        """How many rows were read and how many refused."""
        return self.cld_return.rows_read, self.cld_return.rows_refused

    def names(self) -> list[str]:
        """The names of the faults."""
        return [fault.name for fault in self.faults]

    def fault(self, name: str) -> Fault:
        """The one fault of that name."""
        (fault,) = [fault for fault in self.faults if fault.name == name]
        return fault
