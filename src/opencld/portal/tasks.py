"""What takes long, as functions that a process of its own runs: each calls the library and returns what pages show.

Each is given a folder that is its own, and `tell` to say how far it has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from opencld.comparison import CHANGE_ENDINGS, compare, write_changes
from opencld.comparison import write_report as write_comparison
from opencld.comparison.measured import write_figures
from opencld.comparison.page import Shown as ShownComparison
from opencld.comparison.page import shown_of
from opencld.pipeline.measured import measure_both
from opencld.pipeline.preview_files import write_previews
from opencld.pipeline.preview_files import write_report as write_preview
from opencld.pipeline.preview_page import ShownAuthority, shown_authority
from opencld.pipeline.previewing import Asked, preview
from opencld.portal.foreman import Tell
from opencld.repair import (
    Decision,
    Output,
    Repaired,
    ToDecide,
    Wanted,
    check_for_repair,
    hide_personal,
    repair,
    to_decide,
    undecided,
    write_draft,
)
from opencld.repair import preview as preview_changes
from opencld.reports import Teams, write_report
from opencld.reports.annotated import write_annotated
from opencld.reports.found import KeptFindings, keep_findings
from opencld.reports.teams import check_team_column
from opencld.returns.unpacking import unpacked
from opencld.specification import load_specification
from opencld.validation import Validation, validate
from opencld.validation.one_pass import Progress

COMPARED = "comparison"
FIGURES = "figures"


@dataclass(frozen=True)
class File:
    """A return as it lies in the private folder, and the name people gave it."""

    path: Path
    name: str


@dataclass(frozen=True)
class Besides:
    """What figures are made with besides returns: hospital spells, and a folder of reference tables of one's own.

    `with_fixed` shows also what fixing would change; with `show_identifiers` cases have NHS numbers and names.
    """

    spells: File | None = None
    reference: Path | None = None
    with_fixed: bool = False
    show_identifiers: bool = False


@dataclass(frozen=True)
class Checked:
    """A return that was checked, and its findings to look through."""

    validation: Validation
    findings: KeptFindings


@dataclass(frozen=True)
class Fixable:
    """What can be fixed: changes (personal values hidden), values to decide, columns to take out, a draft."""

    validation: Validation
    changes: pl.DataFrame
    to_decide: tuple[ToDecide, ...]
    dropped: tuple[str, ...]
    draft: Path


@dataclass(frozen=True)
class Fixed:
    """A corrected return with its change log, and what was done."""

    path: Path
    log: Path
    repaired: Repaired


@dataclass(frozen=True)
class Compared:
    """What a page says of a comparison, and the reports that can be passed on."""

    shown: ShownComparison
    files: Mapping[str, Path]


@dataclass(frozen=True)
class Previewed:
    """What a page says of figures, the cases behind them by authority and table, and the reports.

    `with_identifiers` says whether cases have NHS numbers and names.
    """

    authorities: tuple[ShownAuthority, ...]
    cases: Mapping[str, Mapping[str, pl.DataFrame]]
    table: pl.DataFrame
    files: Mapping[str, Path]
    with_identifiers: bool


def check_return(folder: Path, tell: Tell, file: File, as_of: date, teams: Teams | None) -> Checked:
    """Check a return, and lay its findings out to be looked through."""
    specification = load_specification()
    if teams and teams.column:
        check_team_column(teams.column, [file.path], specification, file.name)
    validation = validate(
        file.path,
        as_of,
        progress=_progress(tell, "Reading and checking the rows"),
        specification=specification,
        with_sense_checks=True,
        name=file.name,
    )
    return share_out(folder, tell, validation, teams)


def share_out(folder: Path, tell: Tell, validation: Validation, teams: Teams | None) -> Checked:
    """Lay the findings of a check out to be looked through, each with the team that owns it."""
    tell("Laying out the findings", 0, None)
    return Checked(validation, keep_findings(folder, validation, load_specification(), teams))


def look_for_fixes(folder: Path, tell: Tell, file: File, as_of: date) -> Fixable:
    """Find out what can be fixed safely and what needs a decision."""
    specification = load_specification()
    checked = check_for_repair(
        file.path, as_of, _progress(tell, "Looking for what can be fixed"), specification, file.name
    )
    assert checked.original is not None, "refused otherwise"
    columns = checked.original.columns
    open_questions = undecided(checked)
    draft = folder / "decisions.csv"
    write_draft(draft, open_questions, specification)
    return Fixable(
        checked,
        hide_personal(preview_changes(checked, Wanted()), specification),
        tuple(to_decide(open_questions, specification)),
        tuple(columns.titles[place] for place in columns.dropped),
        draft,
    )


def fix_return(
    folder: Path, tell: Tell, checked: Validation, classes: Sequence[str], decisions: Sequence[Decision]
) -> Fixed:
    """Write the corrected return and the log of every change."""
    tell("Writing the corrected return", 0, None)
    output = Output(folder / "corrected.csv", folder / "changes.csv")
    repaired = repair(checked, Wanted(frozenset(classes), tuple(decisions)), output)
    return Fixed(output.path, output.log, repaired)


def compare_returns(
    folder: Path, tell: Tell, last: File, this: File, as_of: date, with_measures: bool
) -> Compared:
    """Compare a return with the one before it, `with_measures` also by what it does to each, and write every report."""
    names = (last.name, this.name)
    comparison = compare(
        last.path,
        this.path,
        as_of,
        progress_of=_progress_of(tell),
        names=names,
    )
    figures: dict[str, Path] = {}
    if with_measures:
        comparison.measured = measure_both(last.path, this.path, as_of, _progress_of(tell), names)
        figures = {f".figures{ending}": folder / f"figures{ending}" for ending in CHANGE_ENDINGS}
        for path in figures.values():
            write_figures(path, comparison.measured)
    tell("Writing the reports", 0, None)
    files = {ending: folder / f"{COMPARED}{ending}" for ending in (".html", ".xlsx", ".md")}
    for path in files.values():
        write_comparison(path, comparison)
    changes = {f".changes{ending}": folder / f"changes{ending}" for ending in CHANGE_ENDINGS}
    for path in changes.values():
        write_changes(path, comparison)
    shown = shown_of(comparison, changes_written=True)
    comparison.close()
    return Compared(shown, files | changes | figures)


def preview_figures(
    folder: Path, tell: Tell, returns: Sequence[File], previous: Sequence[File], as_of: date, besides: Besides
) -> Previewed:
    """Make every figure that returns allow, with the cases behind them."""
    names = {file.path: file.name for file in (*returns, *previous)}
    spells = None
    if besides.spells:
        spells = unpacked(besides.spells.path, besides.spells.name, folder / "spells.csv")
        names[spells] = besides.spells.name
    asked = Asked(
        returns=tuple(file.path for file in returns),
        previous=tuple(file.path for file in previous),
        as_of=as_of,
        reference=besides.reference,
        with_cases=True,
        show_identifiers=besides.show_identifiers,
        spells=spells,
        with_fixed=besides.with_fixed,
        names=names,
    )
    previews = preview(asked, _progress_of(tell))
    tell("Writing the reports", 0, None)
    files = {ending: folder / f"{FIGURES}{ending}" for ending in (".html", ".xlsx")}
    for path in files.values():
        write_preview(path, previews)
    write_previews(previews, folder / "written")
    figures = folder / "written/figures.csv"
    return Previewed(
        tuple(shown_authority(one) for one in previews),
        {one.this.la_code: one.this.cases for one in previews},
        pl.read_csv(figures, schema_overrides={"la_code": pl.String}),
        files | {".csv": figures},
        besides.show_identifiers,
    )


def write_report_of(folder: Path, tell: Tell, validation: Validation, name: str, teams: Teams | None) -> Path:
    """Write one report on a checked return; its `name` says which."""
    tell(f"Writing {name}", 0, None)
    path = folder / name
    if name == "annotated.csv":
        write_annotated(path, validation)
    elif name.startswith("findings.") and path.suffix != ".xlsx":
        validation.write_findings(path)
    else:
        write_report(path, [validation], teams=teams)
    return path


def _progress(tell: Tell, doing: str) -> Progress:
    return lambda done, size: tell(doing, done, size)


def _progress_of(tell: Tell) -> Callable[[str], AbstractContextManager[Progress]]:
    @contextmanager
    def told(doing: str) -> Iterator[Progress]:
        tell(doing, 0, None)
        yield _progress(tell, doing)

    return told
