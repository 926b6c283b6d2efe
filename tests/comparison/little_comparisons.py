"""Compares two little returns, whose rows are the rules' own example rows with some cells changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from opencld.comparison import Comparison, compare
from tests.validation.little_returns import AS_OF, an_event, write_return

Row = Mapping[str, str]
LAST_PERIOD = {"reporting_period_start_date": "01/01/2025", "reporting_period_end_date": "31/12/2025"}
THIS_PERIOD = {"reporting_period_start_date": "01/04/2025", "reporting_period_end_date": "31/03/2026"}
OPEN = {"event_end_date": "", "event_outcome": "Continuation of support or services"}
SOMEBODY_ELSE = {"la_person_unique_identifier": "P-9", "nhs_number": "", "event_reference": "E-9"}


def a_service(**cells: str) -> dict[str, str]:
    """An open service that began before either period, with some cells changed."""
    return an_event("service", **{"event_start_date": "01/06/2024", "event_reference": "S1", **OPEN, **cells})


def compared(folder: Path, last: Iterable[Row], this: Iterable[Row], **options: Any) -> Comparison:
    """Compare two returns of consecutive quarters, each with somebody else's row that is in both."""
    other = a_service(**SOMEBODY_ELSE)
    paths = [
        write_return(folder / f"{name}.csv", [{**row, **period} for row in (*rows, other)])
        for name, rows, period in (("last", last, LAST_PERIOD), ("this", this, THIS_PERIOD))
    ]
    return compare(paths[0], paths[1], AS_OF, **options)


def told(comparison: Comparison, *columns: str) -> list[tuple[Any, ...]]:
    """The differences, with some of their columns."""
    return comparison.differences.select("kind", *columns).rows()
