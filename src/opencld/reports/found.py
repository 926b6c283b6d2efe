"""Findings to look through: each with the event type of its row and the team that owns it, kept in files and sought in.

What is kept is read from disk for each question, so that however many findings there are, memory holds a page of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld.reports.results import by_rule
from opencld.reports.teams import NO_TEAM, TEAM, Teams, check_number, spelt_alike
from opencld.returns import open_return
from opencld.specification import SEVERITIES, Specification
from opencld.validation import Validation
from opencld.validation.working_files import write_working_file

EVENT_TYPE = "event_type"
OTHER = "Other or blank"
SEARCHED = ("la_person_unique_identifier", "event_reference")


@dataclass(frozen=True)
class Sought:
    """Which findings are wanted; what is blank does not matter. `words` are in the local identifier or reference."""

    severity: str = ""
    rule: str = ""
    event_type: str = ""
    team: str = ""
    words: str = ""


@dataclass(frozen=True)
class Found:
    """A page of findings: so many in `total`, of which `rows` are shown."""

    total: int
    rows: pl.DataFrame


@dataclass(frozen=True)
class KeptFindings:
    """The files of a return's findings, and what they can be chosen by, in the order in which people look for it."""

    files: tuple[Path, ...]
    severities: tuple[str, ...]
    rules: tuple[str, ...]
    event_types: tuple[str, ...]
    teams: tuple[str, ...]

    @property
    def matched_no_team(self) -> bool:
        """Whether teams were asked for, and none of the findings is of a person who has one."""
        return self.teams == (NO_TEAM,)


def keep_findings(
    folder: Path, validation: Validation, specification: Specification, teams: Teams | None = None
) -> KeptFindings:
    """Write the findings of a check to a folder, in order, each with event type and team, to be sought in.

    Raises CannotRead where the return cannot be read once more, Misused where it has no such column of teams or they
    are too many, CannotWrite where the disk is full.
    """
    event_types = _event_types(validation, specification)
    of_teams = teams.of_return(validation, specification) if teams else None
    files: list[Path] = []
    met_types, met_teams, spellings = set[str](), set[str](), dict[str, str]()
    for part in validation.kept_findings.in_order():
        findings = part.join(event_types, on="row", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("row").is_null())
            .then(pl.lit(""))
            .otherwise(pl.col(EVENT_TYPE).fill_null(OTHER))
            .alias(EVENT_TYPE)
        )
        team = of_teams.of(findings) if of_teams else pl.Series(TEAM, [""] * findings.height, dtype=pl.String)
        findings = findings.with_columns(spelt_alike(team, spellings))
        met_types.update(findings[EVENT_TYPE].unique())
        met_teams.update(findings[TEAM].unique())
        files.append(folder / f"found-{len(files):06}.parquet")
        write_working_file(findings, files[-1])
    check_number(met_teams)
    listed = (*specification.defined_lists[EVENT_TYPE], OTHER)
    summary = validation.summary
    return KeptFindings(
        tuple(files),
        tuple(severity for severity in SEVERITIES if summary.findings[severity]),
        tuple(result.rule.code for result in by_rule(summary, specification)),
        tuple(name for name in listed if name in met_types),
        tuple(sorted(met_teams - {""})),
    )


def seek(kept: KeptFindings, sought: Sought, first: int = 0, most: int = 50) -> Found:
    """Return the findings wanted, at most so many from the `first` on (0 being the first), in the order of rows."""
    if not kept.files:
        return Found(0, pl.DataFrame())
    wanted = pl.scan_parquet(list(kept.files)).filter(*_conditions(sought))
    [total] = wanted.select(pl.len()).collect().to_series()
    return Found(int(total), wanted.slice(first, most).collect())


def _conditions(sought: Sought) -> Sequence[pl.Expr]:
    equal = [
        pl.col(name) == value
        for name, value in (
            ("severity", sought.severity),
            ("rule", sought.rule),
            (EVENT_TYPE, sought.event_type),
            (TEAM, sought.team),
        )
        if value
    ]
    words = sought.words.strip().lower()
    if not words:
        return [*equal, pl.lit(True)]
    held = [pl.col(name).str.to_lowercase().str.contains(words, literal=True) for name in SEARCHED]
    return [*equal, pl.any_horizontal(held)]


def _event_types(validation: Validation, specification: Specification) -> pl.DataFrame:
    """Read the type of each row's event, `Other or blank` where it is none of the list: columns `row`, `event_type`."""
    listed = specification.defined_lists[EVENT_TYPE]
    with open_return(validation.path, specification, name=validation.summary.file) as cld_return:
        if EVENT_TYPE in cld_return.absent:
            return pl.DataFrame(schema={"row": pl.Int64, EVENT_TYPE: pl.String})
        column = cld_return.read_column(specification.field[EVENT_TYPE].header)
    by_folded = {name.casefold(): name for name in listed}
    told = pl.col("text").str.strip_chars().str.to_lowercase()
    return column.select(
        "row", told.replace_strict(by_folded, default=OTHER, return_dtype=pl.String).alias(EVENT_TYPE)
    )
