"""Lineage of a submission: the main table of its authority is made again, and every row received is found in it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from opencld.errors import Misused
from opencld.lineage import TABLES, Lineage, fates, lineage_tables
from opencld.main_tables import Kind
from opencld.main_tables.periods import month_later
from opencld.main_tables.references import References
from opencld.pipeline.figures import JOINED_FROM, Submitted, choose_submissions, submitted_in
from opencld.sql import Engine, Progress, build
from opencld.submissions.home import Home, open_home
from opencld.submissions.records import Submission, find_submission
from opencld.submissions.register import open_register
from opencld.submissions.states import ACCEPTED


@dataclass(frozen=True)
class Traced:
    """What is traced: a submission of a home, beside all others of its authority, through a main table as of a day."""

    home: Home
    submission: Submission
    submitted: Submitted
    kind: Kind
    start: date
    end: date
    as_of: date


def find_traced(
    folder: Path, number: int, kind: Kind, start: date | None, end: date | None, as_of: date
) -> Traced:
    """Find a submission to trace. The period is by default the twelve months that end with its derived one, and that of
    a joined table begins with April 2023.

    Raises Misused for a number that there is not, and where no period is given and none could be derived.
    """
    home = open_home(folder)
    with closing(open_register(home.register)) as register:
        submission = find_submission(register, number)
    end = end or submission.derived_end
    if end is None:
        raise Misused(
            f"No period could be derived from submission {number}, so no main table takes it. Name the period to look "
            "at with --from and --to."
        )
    start = start or (JOINED_FROM if kind == "joined" else month_later(end, -11))
    everybody = submitted_in(folder)
    own = everybody.submissions.filter(pl.col("la_code") == submission.la_code)
    return Traced(home, submission, replace(everybody, submissions=own), kind, start, end, as_of)


def trace(
    engine: Engine, traced: Traced, references: References, progress: Progress | None = None
) -> Lineage:
    """Make the tables of a lineage on an engine, and sum them up. Raises Misused for a period that is none."""
    progress = progress or (lambda _done, _all, _table: None)
    one, kind = traced.submission, traced.kind
    given, chosen = choose_submissions(
        engine, traced.submitted, references, kind, traced.start, traced.end, traced.as_of, progress
    )
    # the submission itself where nothing else is taken, so that there are events of the right shape
    engine.give_files("events", traced.submitted.events_of(chosen or [one.submission_id]))
    taken = _taken_instead(engine.frame("selected_submissions"), one)
    why_not = "" if one.submission_id in chosen else _why_not(traced, taken)
    engine.give("fates", fates())
    engine.give("lineage_submission", _one_row(one, taken))
    engine.give("received", _received(one))
    given |= {"events", "fates", "lineage_submission", "received"}
    build(engine, lineage_tables(kind), TABLES, given, progress)
    return Lineage(
        submission_id=one.submission_id,
        la_code=one.la_code,
        la_name=one.la_name,
        file=one.file,
        received=one.rows,
        kind=kind,
        start=traced.start,
        end=traced.end,
        as_of=traced.as_of,
        counts=engine.frame("lineage_counts").sort("place"),
        periods=engine.frame("lineage_periods").sort("reference_period_start"),
        why_not=why_not,
    )


def _received(one: Submission) -> pl.DataFrame:
    """A row for each row received, refused ones too: its number in the file, and that through all submissions."""
    rows = pl.int_range(1, one.rows + 1, dtype=pl.Int64, eager=True)
    return pl.DataFrame({"row": rows, "record_id": rows + (one.first_record_id - 1)})


def _one_row(one: Submission, taken: int | None) -> pl.DataFrame:
    schema = {
        "submission_id": pl.Int64, "la_code": pl.String, "derived_start": pl.Date, "derived_end": pl.Date,
        "taken_instead": pl.Int64,
    }  # fmt: skip
    values = (one.submission_id, one.la_code, one.derived_start, one.derived_end, taken)
    return pl.DataFrame([values], schema=schema, orient="row")


def _taken_instead(selected: pl.DataFrame, one: Submission) -> int | None:
    """The submission taken for the last reference period that this one covers by its derived dates."""
    covered = selected.filter(
        pl.col("reference_period_start") >= (one.derived_start or date.max),
        pl.col("reference_period_end") <= (one.derived_end or date.min),
        pl.col("submission_id") != one.submission_id,
    ).sort("reference_period_start")
    return int(covered["submission_id"][-1]) if covered.height else None


def _why_not(traced: Traced, taken: int | None) -> str:
    one = traced.submission
    if one.status != ACCEPTED:
        return "It was withdrawn."
    if one.imported_at.date() > traced.as_of:
        return f"It came on {one.imported_at:%d/%m/%Y}, after the day as of which the table is made."
    if one.derived_start is None or one.derived_end is None:
        return "No period could be derived from its data."
    if taken is not None:
        return f"Submission {taken} came later and covers the period as well, so that one was taken."
    return (
        f"Its derived period, {one.derived_start:%d/%m/%Y} to {one.derived_end:%d/%m/%Y}, covers no whole reference "
        "period of the table that was over when it came, or its import is one of those excluded."
    )
