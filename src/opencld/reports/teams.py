"""Which team owns a person: by a column of the return itself, or by a file that says so for each person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld.errors import Misused
from opencld.returns import open_return
from opencld.returns.side_file import read_side_file
from opencld.specification import Specification
from opencld.validation import Validation

PERSON, TEAM = "la_person_unique_identifier", "team"
NO_TEAM = "No team"
MOST_TEAMS = 200  # each gets a sheet; a column with more is hardly one of teams


@dataclass(frozen=True)
class Teams:
    """Which team owns a person. Either `by_person` says so, or the `column` of the return with this header.

    `file` is what people call the file that `by_person` was read from.
    """

    by_person: Mapping[str, str] | None = None
    column: str = ""
    file: str = ""

    def of_return(self, validation: Validation, specification: Specification) -> TeamsOfReturn:
        """Get ready to tell the teams of a return's findings; a column of the return is read once more for it.

        Raises CannotRead where the return cannot be read again, Misused where it has no such column.
        """
        if self.by_person is not None:
            return TeamsOfReturn(self.by_person, None)
        with open_return(validation.path, specification, name=validation.summary.file) as cld_return:
            return TeamsOfReturn(None, cld_return.read_column(self.column))


@dataclass(frozen=True)
class TeamsOfReturn:
    """The teams of one return: by person, or `by_row` in a frame with the columns `row` and `text`."""

    by_person: Mapping[str, str] | None
    by_row: pl.DataFrame | None

    def of(self, findings: pl.DataFrame) -> pl.Series:
        """Return the team of each finding: blank for those about the whole file, `No team` where none is known."""
        if self.by_row is not None:
            known = findings.select("row").join(self.by_row, on="row", how="left", maintain_order="left")
            team = known["text"].str.strip_chars()
        else:
            # as `as_compared` has it
            people = findings[PERSON].str.strip_chars().str.to_uppercase()
            team = people.replace_strict(self.by_person or {}, default="", return_dtype=pl.String)
        return pl.select(
            pl.when(findings["row"].is_null())
            .then(pl.lit(""))
            .when(team.fill_null("") == "")
            .then(pl.lit(NO_TEAM))
            .otherwise(team)
            .alias(TEAM)
        ).to_series()


def as_compared(person: str) -> str:
    """Return a local identifier as identifiers are compared: without regard to capitals and spaces around it."""
    return person.strip().upper()


def check_team_column(
    title: str, returns: Sequence[Path], specification: Specification, name: str = ""
) -> None:
    """Refuse, before the check, a column that one of the returns does not have. Raises Misused, CannotRead.

    `name` is what people call a return whose file goes by another.
    """
    for path in returns:
        with open_return(path, specification, name=name) as cld_return:
            cld_return.place_of(title)


def read_lookup(path: Path, name: str = "") -> Teams:
    """Read a CSV file with the columns `la_person_unique_identifier` and `team`, however these are spelt.

    `name` is what people call the file, where it goes by another. Raises CannotRead where there is no such file,
    Misused where a column is missing, a person has two teams, or nobody is named.
    """
    name = name or path.name
    by_person: dict[str, str] = {}
    for line, (person, team) in read_side_file(path, (PERSON, TEAM), name):
        if by_person.setdefault(as_compared(person), team.strip()) != team.strip():
            raise Misused(
                f"{name}, line {line}: the person has another team further up. Leave one line for each person."
            )
    if not by_person:
        raise Misused(
            f"{name} names nobody. Below its first line, {PERSON},{TEAM}, it should have a line for each person."
        )
    return Teams(by_person, file=name)


def spelt_alike(teams: pl.Series, spellings: dict[str, str]) -> pl.Series:
    """Give teams that differ in capitals only the first spelling met; Excel could not tell their sheets apart.

    `spellings` are those met before, and afterwards those of these teams as well.
    """
    met = {team: spellings.setdefault(team.casefold(), team) for team in teams.unique(maintain_order=True)}
    return teams.replace(met)


def check_number(teams: Collection[str]) -> None:
    """Raise Misused where there are too many teams for a sheet each."""
    if len(teams) > MOST_TEAMS:
        raise Misused(
            f"There are {len(teams):,} teams with findings, and each would get a sheet. "
            f"Name a column or a file with at most {MOST_TEAMS}."
        )
