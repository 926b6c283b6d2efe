"""Judges rows: what each cell means, which rules within a row are broken, what the rules across rows need to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import polars as pl

from opencld.returns import Batch, Fault
from opencld.specification import Specification
from opencld.validation import candidates
from opencld.validation.cell_rules import CellRules
from opencld.validation.cells import CellReader, all_the_same
from opencld.validation.field_results import field_results_of
from opencld.validation.noticed import Noticed, noticed_in
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period, StatedPeriods
from opencld.validation.row_rules import Check, Known, row_rules_of, with_known
from opencld.validation.rows_read import Needed
from opencld.validation.wording import Wording

ROWS_JUDGED_TOGETHER = 200_000  # a larger stretch takes more memory, a smaller one is judged more slowly


class Stretch(NamedTuple):
    """Some batches put together."""

    cells: pl.DataFrame
    faults: tuple[Fault, ...]
    bytes_read: int


def stretches_of(batches: Iterable[Batch]) -> Iterator[Stretch]:
    """Put batches together: reading goes best in small pieces, judging in large ones."""
    waiting: list[Batch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.cells.height for one in waiting) >= ROWS_JUDGED_TOGETHER:
            yield _stretch(waiting)
    if waiting:
        yield _stretch(waiting)


def _stretch(batches: list[Batch]) -> Stretch:
    """Empty the list into a stretch, so that what is put together does not also stay in memory by itself."""
    cells = [batch.cells for batch in batches]
    first, *others = (one.schema for one in cells)
    # a column of few texts in one batch may have too many in another
    differing = [name for name, kind in first.items() if any(other[name] != kind for other in others)]
    if differing:
        cells = [one.cast(dict.fromkeys(differing, pl.String)) for one in cells]
    faults, bytes_read = tuple(fault for batch in batches for fault in batch.faults), batches[-1].bytes_read
    batches.clear()
    # in one piece each column: in many, every look at it would be as many looks
    return Stretch(pl.concat(cells, rechunk=True), faults, bytes_read)


class Judged(NamedTuple):
    """What one stretch came to: the rows that broke each rule, counts, and what is needed of it across rows, the people
    among it included; the faults met while it was read, and the place then reached in the bytes on disk."""

    broken: list[tuple[Check, pl.DataFrame]]
    field_results: Counter[tuple[str, int]]
    periods: Counter[Period]
    la_codes: dict[str, int]
    needed: pl.DataFrame
    people: pl.DataFrame
    noticed: Noticed
    faults: tuple[Fault, ...]
    bytes_read: int

    def moved(self, rows: int, lines: int) -> Judged:
        """Return the same behind so many rows and lines."""
        if not rows and not lines:
            return self
        return self._replace(
            broken=[(check, _moved(found, rows, lines)) for check, found in self.broken],
            needed=_moved(self.needed, rows, lines),
            noticed=self.noticed.moved(rows),
            faults=tuple(fault.moved(rows, lines) for fault in self.faults),
        )


def _moved(found: pl.DataFrame, rows: int, lines: int) -> pl.DataFrame:
    # series by series, for `with_columns` would copy every text
    behind = {"row": rows, "line": lines}
    return pl.DataFrame([one + behind[one.name] if one.name in behind else one for one in found])


class Judge:
    """Judges stretches of one return. `absent` are the fields that no column of it holds."""

    def __init__(
        self,
        specification: Specification,
        readings: Readings,
        as_of: date,
        absent: frozenset[str],
        with_field_results: bool,
    ) -> None:
        self.specification = specification
        self.needed = Needed(specification)
        self.as_of = as_of
        self.with_field_results = with_field_results
        self.stated = StatedPeriods()
        self.cells = CellReader(specification, readings)
        self.cell_rules = CellRules(specification, readings)
        self.row_rules = row_rules_of(specification, absent)
        self.wording = Wording(specification, readings, show_identifiers=False)

    def presume(self, batch: Batch) -> Period | None:
        """Return the period that the first rows state, as far as one can tell so soon."""
        first = StatedPeriods()
        first.add(first.count(batch.cells.lazy().select(self.cells.period).collect()))
        return first.commonest()

    def read(self, cells: pl.DataFrame, period: Period | None) -> pl.DataFrame:
        """Return rows with what their cells mean, and what they are judged against."""
        return with_known(self.cells.read(cells), Known(*_ordered(period), self.as_of))

    def judge(self, rows: pl.DataFrame, stretch: Stretch) -> Judged:
        """Judge the rows of a stretch, as `read` returned them."""
        needed = self.needed.of(rows)
        broken = (*self.cell_rules.find(rows), *self.row_rules.find(rows)) if rows.height else ()
        return Judged(
            broken=[(check, self.wording.needed_of(check, rows, positions)) for check, positions in broken],
            field_results=self._field_results(rows),
            periods=self.stated.count(rows),
            la_codes=_counts(rows["la_code"]),
            needed=needed,
            people=candidates.people_in(needed.lazy(), self.specification).collect(),
            noticed=noticed_in(rows, self.specification),
            faults=stretch.faults,
            bytes_read=stretch.bytes_read,
        )

    def _field_results(self, rows: pl.DataFrame) -> Counter[tuple[str, int]]:
        if not self.with_field_results:
            return Counter()
        return field_results_of(self.specification).count(rows)


def _counts(texts: pl.Series) -> dict[str, int]:
    if all_the_same(texts):
        return {str(texts.first()): len(texts)}
    return dict(texts.value_counts().iter_rows())


def _ordered(period: Period | None) -> tuple[date | None, date | None]:
    """A period that ends before it starts cannot judge any event."""
    return period if period and period[0] <= period[1] else (None, None)
