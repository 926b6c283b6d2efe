"""Repairs a return: checks it, changes what is safe or decided, and writes a log of every change."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

import polars as pl

from opencld import saving
from opencld.errors import Misused
from opencld.repair.change_log import write_change_log
from opencld.repair.changes import (
    DECIDED,
    DROPPED_COLUMN,
    NEEDED,
    Change,
    Wanted,
    changes,
    of_cells,
    rules_that_may_be_decided,
)
from opencld.repair.decisions import Decision
from opencld.repair.rewriting import Rewriting
from opencld.returns import Original
from opencld.returns.encoding import UTF_8
from opencld.specification import Specification, load_specification
from opencld.validation import Validation, validate
from opencld.validation.one_pass import Progress


@dataclass(frozen=True)
class Output:
    """Where the repaired return and the log go; whether it is written in place, with a backup, and anew in UTF-8."""

    path: Path
    log: Path
    in_place: bool = False
    to_utf_8: bool = False


@dataclass(frozen=True)
class Repaired:
    """What was done: cells changed by field (header) and class, on so many rows; changes of the file as a whole.

    `left` counts changes that were not made, as the cell cannot hold the new value: the file's encoding lacks a
    character, or a quote on the row stays open. `unmet` are the decisions on
    values that were nowhere at fault. `backup` is the return as it was, where it was repaired in place.
    """

    cells: Mapping[tuple[str, str], int]
    rows: int
    left: int
    about_file: tuple[Change, ...]
    unmet: tuple[Decision, ...] = ()
    backup: Path | None = None

    @property
    def is_another(self) -> bool:
        """Whether what was written differs from what was read."""
        return bool(self.cells or self.about_file)

    @property
    def changed(self) -> int:
        """Cells changed."""
        return sum(self.cells.values())


def check_for_repair(
    path: Path,
    as_of: date | None = None,
    progress: Progress | None = None,
    specification: Specification | None = None,
    name: str = "",
) -> Validation:
    """Check a return so that it can be repaired: personal values are kept, within private working files.

    `name` is what people call the return, where its file goes by another name.

    Raises CannotRead as a check does, Misused where the return is a workbook or has no header.
    """
    checked = validate(path, as_of, True, False, progress, specification, name=name)
    if checked.original is None:
        raise Misused(
            f"{name or path} cannot be repaired: it is a workbook, or has no header. Save it as CSV with the headers "
            "in the first line."
        )
    return checked


def repair(checked: Validation, wanted: Wanted, output: Output) -> Repaired:
    """Write the return with the changes wanted, every other byte as it was, and the log of what was changed.

    `checked` is what `check_for_repair` gave. Both files appear whole or not at all. Repaired in place, the return as
    it was stays beside it as a backup; where nothing is to be changed, nothing is written. Raises CannotRead where the
    return has changed meanwhile, CannotWrite where a file cannot be written.
    """
    # a link stays a link, and what it leads to is replaced
    output = replace(output, path=output.path.resolve(), log=output.log.resolve())
    what = "the repaired return with its change log"
    with saving.beside((output.path, output.log), what) as (unfinished, log):
        repaired = _write(checked, wanted, output.to_utf_8, unfinished, log)
        if output.in_place and not repaired.is_another:
            return repaired
        return replace(repaired, backup=_put_in_place(output, unfinished, log))


def _write(checked: Validation, wanted: Wanted, to_utf_8: bool, target: Path, log_target: Path) -> Repaired:
    specification, original = load_specification(), checked.original
    assert original is not None, "a return that cannot be repaired is refused when it is checked"
    dropped = original.columns.dropped if DROPPED_COLUMN in wanted.classes else ()
    about_file = (*_columns_taken_out(original, dropped), *(_encoding_changed(original) if to_utf_8 else ()))
    rewriting = Rewriting(original, dropped, specification)
    with target.open("wb") as file:
        for text in rewriting.texts(changes(checked, wanted, specification)):
            file.write(original.to_utf_8(text) if to_utf_8 else original.to_file(text))
    counts = Counts()
    made = counts.counted(_made(changes(checked, wanted, specification), rewriting.left))
    write_change_log(log_target, about_file, made)
    unmet = tuple(one for one in wanted.decisions if (one.field, one.value) not in counts.decided)
    return Repaired(counts.cells, counts.rows, len(rewriting.left), about_file, unmet)


def _made(frames: Iterable[pl.DataFrame], left: Sequence[tuple[int, str]]) -> Iterator[pl.DataFrame]:
    """Leave out the changes that could not be made."""
    not_made = pl.DataFrame(left, {"row": pl.Int64, "field": pl.String}, orient="row")
    for frame in frames:
        yield frame.join(not_made, on=["row", "field"], how="anti", maintain_order="left")


class Counts:
    """Counts changes on their way: `cells` by field and class, `rows`, and which values were `decided`."""

    def __init__(self) -> None:
        self.cells: Counter[tuple[str, str]] = Counter()
        self.rows = 0
        self.decided: set[tuple[str, str]] = set()

    def counted(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Yield the frames, of which no two have a row in common."""
        for frame in frames:
            for field, change, cells in frame.group_by("field", "change").len().iter_rows():
                self.cells[field, change] += cells
            self.rows += frame["row"].n_unique()
            decided = frame.filter(pl.col("change") == DECIDED).select("field", "before").unique()
            self.decided.update(decided.iter_rows())
            yield frame


def _columns_taken_out(original: Original, dropped: Sequence[int]) -> Iterator[Change]:
    for place in dropped:
        title = original.columns.titles[place]
        yield Change(
            None, title, "", "", "FI08", DROPPED_COLUMN, "The column was taken out; Release 2 has dropped it"
        )


def _encoding_changed(original: Original) -> Iterator[Change]:
    if original.encoding != UTF_8:
        yield Change(
            None, "", original.encoding, UTF_8, "FI11", "encoding", "Written anew in UTF-8, as asked"
        )


def _put_in_place(output: Output, unfinished: Path, log: Path) -> Path | None:
    """Put both files in their places; where one cannot be put there, the return is what it was before."""
    existed = output.path.exists()
    backup = free_name(output.path, f"{output.path.name}.bak", "") if output.in_place else None
    if backup:
        shutil.copymode(output.path, unfinished)
        output.path.rename(backup)
    try:
        unfinished.replace(output.path)
        log.replace(output.log)
    except OSError:
        if backup:
            backup.replace(output.path)
        elif not existed:
            output.path.unlink(missing_ok=True)
        raise
    return backup


def free_name(path: Path, name: str, ending: str) -> Path:
    """Return a path in the folder of another, with a number before the ending where such a file exists."""
    names = (path.with_name(f"{name}{number if number > 1 else ''}{ending}") for number in count(1))
    return next(free for free in names if not free.exists())


def preview(checked: Validation, wanted: Wanted) -> pl.DataFrame:
    """Return what would be changed: `field`, `before`, `after`, `change` (the class) and on how many `rows`."""
    by = ("field", "before", "after", "change")
    return _counted(changes(checked, wanted, load_specification()), by).sort(-pl.col("rows"), *by)


def undecided(checked: Validation) -> pl.DataFrame:
    """Return the values that need a decision: `field`, `before`, on how many `rows`, `suggestion` and `title`.

    They stand in the order of the fields, the most frequent first. Of fields without a list there are those with a
    suggestion, and words such as NULL: a wrong number of one person is to be looked up, not decided.
    """
    specification = load_specification()
    rules = {code: specification.rule[code].title for code in rules_that_may_be_decided(specification)}
    order = {field.header: field.number for field in specification.fields}
    listed = [field.header for field in specification.fields if field.name in specification.defined_lists]
    may_decide = pl.col("rule").is_in(list(rules)) & ~pl.col("suggestion_is_safe") & (pl.col("before") != "")
    is_one_word_for_many = (
        pl.col("field").is_in(listed) | (pl.col("suggestion") != "") | ~pl.col("before").str.contains("[0-9]")
    )
    by = ("field", "before", "rule", "suggestion")
    counted = _counted(
        (
            of_cells(findings).filter(may_decide, is_one_word_for_many)
            for findings in checked.kept_findings.in_order(NEEDED)
        ),
        by,
    )
    return counted.with_columns(
        pl.col("rule").replace_strict(rules, return_dtype=pl.String).alias("title")
    ).sort(pl.col("field").replace_strict(order, return_dtype=pl.Int64), -pl.col("rows"), "before")


def _counted(frames: Iterable[pl.DataFrame], by: tuple[str, ...]) -> pl.DataFrame:
    """Count rows by these columns, which are text, over all frames."""
    nothing = pl.DataFrame(schema=dict.fromkeys(by, pl.String) | {"rows": pl.Int64})
    counts = [frame.group_by(by).agg(rows=pl.len().cast(pl.Int64)) for frame in frames]
    return pl.concat([nothing, *counts]).group_by(by).agg(pl.col("rows").sum())
