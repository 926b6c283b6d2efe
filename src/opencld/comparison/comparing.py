"""Compares two returns: checks each once, keeps what the comparison needs on the way, and follows the method in SQL."""

from __future__ import annotations

import shutil
import weakref
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from opencld.comparison.belonging import Period, check_belonging, check_files
from opencld.comparison.checking_both import ProgressOf, check_both
from opencld.comparison.differences import (
    Counts,
    FieldChange,
    FindingChange,
    MonthCount,
    Uplift,
    completeness_changes,
    kind_counts,
)
from opencld.comparison.kept_rows import KeptRows
from opencld.comparison.laid_beside import LaidBeside
from opencld.comparison.measured import Measured
from opencld.settings import read_settings
from opencld.specification import Specification, load_specification
from opencld.validation import Summary, Validation, validate
from opencld.validation.one_pass import Progress
from opencld.validation.working_files import make_working_folder

IN_ORDER = {
    "changed_by_field": "SELECT * EXCLUDE (number) FROM changed_by_field "
    "ORDER BY number, changes DESC, kind, event_type",
    "uplifts": "SELECT * FROM uplifts ORDER BY is_by_provider, lines DESC, service_component, cost_frequency, provider",
    "events_by_month": "SELECT * FROM events_by_month ORDER BY event_type, counted_by, month",
    "findings_compared": "SELECT * FROM findings_compared ORDER BY rule, field",
}
"""Tables of the method as they are read, in an order that is always the same."""


class Comparison:
    """Two returns of one authority beside each other. Working files go when it is closed, or forgotten."""

    def __init__(
        self,
        summaries: tuple[Summary, Summary],
        periods: tuple[Period, Period],
        beside: LaidBeside,
        folder: Path,
    ) -> None:
        specification = load_specification()
        self.last, self.this = summaries
        self.last_period, self.this_period = periods
        self.kinds = kind_counts(beside.rows("SELECT * FROM counted ORDER BY events DESC, event_type"))
        """Differences by kind, the most pressing first; those that there are."""
        [counts] = beside.rows("SELECT * FROM pair_counts")
        self.counts = Counts(**counts)
        self.fields = tuple(FieldChange(**row) for row in beside.rows(IN_ORDER["changed_by_field"]))
        self.uplifts = tuple(
            Uplift(**{**row, "is_by_provider": bool(row["is_by_provider"])})
            for row in beside.rows(IN_ORDER["uplifts"])
        )
        self.months = tuple(MonthCount(**row) for row in beside.rows(IN_ORDER["events_by_month"]))
        self.findings = tuple(FindingChange(**row) for row in beside.rows(IN_ORDER["findings_compared"]))
        self.completeness = completeness_changes(self.last, self.this, specification)
        self.measured: Measured | None = None
        """What it does to each measure, where that was made and put here."""
        self._beside, self._folder = beside, folder
        self._remove = weakref.finalize(self, _end, beside, folder)

    @cached_property
    def differences_path(self) -> Path:
        """A working file with all differences as they are shown, one a row, the most pressing kind first (Parquet)."""
        path = self._folder / "differences.parquet"
        self._beside.write_differences(path)
        return path

    @property
    def differences(self) -> pl.DataFrame:
        """All differences, one a row, the most pressing kind first; columns as `--changes` writes them."""
        return pl.read_parquet(self.differences_path)

    def close(self) -> None:
        """Remove the working files; `differences` cannot be read afterwards."""
        self._remove()


def compare(
    last: str | Path,
    this: str | Path,
    as_of: date | None = None,
    show_identifiers: bool = False,
    progress_of: ProgressOf | None = None,
    names: tuple[str, str] = ("", ""),
) -> Comparison:
    """Compare the return that was sent last with the one that is to be sent, or was sent after it.

    Events are told by the centre's identity, whatever their references (main tables methodology, step E2), and by what
    else tells them; what is uncertain is marked. Both returns are judged as received `as_of` (default: today).
    `names` is what people call the two where their files go by other names. `show_identifiers` keeps NHS numbers,
    names, dates of birth, postcodes, linked identifiers and descriptions. Raises CannotRead where one cannot be read,
    Misused where they are one file, or of different authorities, or of periods that do not overlap.
    """
    check_files(Path(last), Path(this), names)
    specification, settings = load_specification(), read_settings()
    folder = make_working_folder(settings.scratch)
    progress_of = progress_of or _silent
    try:
        sides = (("last", Path(last), names[0]), ("this", Path(this), names[1]))
        shown = [name or path.name for _, path, name in sides]
        checks = [
            partial(_check, path, name, folder / side, as_of, specification)
            for (side, path, _), name in zip(sides, shown, strict=True)
        ]
        checked = check_both(checks, f"Checking {' and '.join(shown)}", progress_of)
        summaries = (checked[0].summary, checked[1].summary)
        periods = check_belonging(*summaries, specification)
        with progress_of("Comparing"):
            beside = LaidBeside(folder, settings.memory_mb, specification)
            for side, one in zip(("last", "this"), checked, strict=True):
                beside.take_rows(side, folder / side, one.kept_findings.files())
            beside.state(periods, show_identifiers)
            beside.follow_method()
            return Comparison(summaries, periods, beside, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _end(beside: LaidBeside, folder: Path) -> None:
    beside.close()
    shutil.rmtree(folder, ignore_errors=True)


def _check(
    path: Path, name: str, folder: Path, as_of: date | None, specification: Specification, progress: Progress
) -> Validation:
    folder.mkdir()
    return validate(
        path,
        as_of,
        progress=progress,
        specification=specification,
        keep=KeptRows(specification, folder),
        name=name,
    )


def _silent(_doing: str) -> AbstractContextManager[Progress]:
    return nullcontext(lambda _done, _all: None)
