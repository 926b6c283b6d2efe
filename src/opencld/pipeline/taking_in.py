"""Taking returns in for a preview: checked and pseudonymised as by landing, but under a key that nobody keeps.

Nothing is registered or stored. All files lie in one private folder, which whoever takes returns in removes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from opencld.errors import CannotRead, Misused
from opencld.identity.events import Door, check_pattern
from opencld.identity.pseudonyms import Pseudonyms
from opencld.pipeline.event_files import EventParts, Numbers
from opencld.pipeline.figures import Submitted
from opencld.pipeline.identifiers import Identifiers
from opencld.pipeline.tallies import Tallies
from opencld.returns import open_return
from opencld.specification import Specification
from opencld.submissions.keys import Key, new_key
from opencld.validation import Summary, validate
from opencld.validation.cells import CellReader
from opencld.validation.one_pass import Progress
from opencld.validation.readings import Readings
from opencld.validation.reporting_period import Period, StatedPeriods

GLIMPSED_BYTES = 500_000  # about a thousand rows
DAYS_TO_SEND = 30  # a return is due within the month after its period
SCHEMA: dict[str, pl.DataType | pl.datatypes.DataTypeClass] = {
    "submission_id": pl.Int64, "la_code": pl.String, "la_name": pl.String, "imported_at": pl.Datetime("ms"),
    "file": pl.String, "stated_period_count": pl.Int32, "stated_start": pl.Date, "stated_end": pl.Date,
    "derived_start": pl.Date, "derived_end": pl.Date,
}  # fmt: skip
"""What the main tables read of a submission."""


@dataclass(frozen=True)
class Glimpse:
    """What the first rows of a return say: whose it is, and the period they state, where that can be read."""

    path: Path
    name: str
    la_code: str
    stated: Period | None


@dataclass(frozen=True)
class Taken:
    """A return that was taken in: what its check came to, and where its pseudonymised events lie.

    `received` is the day as of which it was judged. `is_previous` tells returns sent before from those to be sent.
    """

    number: int
    path: Path
    name: str
    la_code: str
    la_name: str
    received: date
    is_previous: bool
    summary: Summary
    tallies: Tallies
    events: Path


class TakingIn:
    """Takes returns in, one after the other, into a private folder, under a random key.

    `identifiers`, where given, remembers who the pseudonyms stand for.
    """

    def __init__(
        self,
        folder: Path,
        specification: Specification,
        conversation: str,
        identifiers: Identifiers | None = None,
    ) -> None:
        check_pattern(conversation)
        self.folder, self.specification, self.conversation = folder, specification, conversation
        self.pseudonyms = Pseudonyms(Key(bytes.fromhex(new_key())))
        self.identifiers = identifiers
        self._numbers, self._records = 0, 0

    def glimpse(self, path: Path, name: str = "") -> Glimpse:
        """Read the first rows of a return, which people call by this name where its file goes by another.

        Raises CannotRead, and Misused where they name no authority on the list.
        """
        name = name or path.name
        if not path.is_file():
            raise CannotRead(f"There is no file {path}. Check the spelling and the folder.")
        with open_return(path, self.specification, batch_bytes=GLIMPSED_BYTES, name=name) as cld_return:
            batch = next((one.cells for one in cld_return.batches() if one.cells.height), None)
        if batch is None:
            raise Misused(f"{name} has no row that can be read, so there are no figures. Check it first.")
        periods = StatedPeriods()
        periods.add(periods.count(CellReader(self.specification, Readings(self.specification)).read(batch)))
        return Glimpse(path, name, self._authority(name, batch), periods.commonest())

    def take(self, glimpse: Glimpse, as_of: date, is_previous: bool, progress: Progress | None) -> Taken:
        """Check and pseudonymise a return, as if received in the month after its period, `as_of` at the latest.

        Raises CannotRead, CannotWrite, and Misused, with the reasons, where the portal would reject it.
        """
        self._numbers += 1
        working = self.folder / str(self._numbers)
        working.mkdir()
        received = min(as_of, glimpse.stated[1] + timedelta(days=DAYS_TO_SEND)) if glimpse.stated else as_of
        door = Door(self.specification, self.pseudonyms, glimpse.la_code, self.conversation)
        first_record, events = self._records + 1, working / "events.parquet"
        numbers = Numbers(self._numbers, first_record)
        parts = EventParts(events, door, self.specification, numbers)

        def keep(batch: pl.DataFrame, part: int) -> None:
            parts.keep(batch, part)
            if self.identifiers:
                self.identifiers.keep(batch, part, first_record)

        with parts:
            validation = validate(
                glimpse.path,
                received,
                with_field_results=False,
                progress=progress,
                specification=self.specification,
                keep=keep,
                scratch=working,
                name=glimpse.name,
            )
            parts.gather(numbers)
        summary = validation.summary
        reasons = [] if summary.is_accepted else _reasons(validation.findings)
        validation.close()
        if reasons:
            raise Misused(
                f"The portal would reject {glimpse.name}, so it has no figures: {' '.join(reasons)}"
            )
        self._records += summary.rows_read + summary.rows_refused
        name = self.specification.local_authorities[glimpse.la_code].la_name
        return Taken(
            self._numbers,
            glimpse.path,
            glimpse.name,
            glimpse.la_code,
            name,
            received,
            is_previous,
            summary,
            parts.tallies,
            events,
        )

    def _authority(self, name: str, batch: pl.DataFrame) -> str:
        codes = batch["la_code"].str.strip_chars().value_counts(sort=True)["la_code"].to_list()
        known = [code for code in codes if code in self.specification.local_authorities]
        if not known:
            found = f"they have {codes[0]!r}" if codes and codes[0] else "it is blank"
            raise Misused(
                f"The first rows of {name} have no LA code on the list: {found}. `cld spec authorities` has the "
                "list; correct the return."
            )
        return str(known[0])


def submitted(taken: Sequence[Taken]) -> Submitted:
    """Return taken returns as submissions to choose from, each imported on its day, in the order of their numbers."""
    files = {one.number: one.events for one in taken}
    rows = [_row(one) for one in taken]
    return Submitted(
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        lambda chosen: [files[number] for number in chosen],
        lambda _name: Path(),
    )


def _row(one: Taken) -> tuple[object, ...]:
    imported_at = datetime.combine(one.received, time(12)) + timedelta(milliseconds=one.number)
    tallies = one.tallies
    stated = (tallies.stated_period_count, tallies.stated_start, tallies.stated_end)
    derived = one.summary.derived_period or (None, None)
    return (one.number, one.la_code, one.la_name, imported_at, one.name, *stated, *derived)


def _reasons(findings: pl.DataFrame) -> list[str]:
    return findings.filter(findings["severity"] == "reject")["message"].to_list()
