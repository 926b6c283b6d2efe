"""Findings as a workbook shows them, of all returns together, and how many each team has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from opencld.reports.long_sheet import Column
from opencld.reports.results import Results
from opencld.reports.teams import PERSON, TEAM, check_number, spelt_alike
from opencld.specification import SEVERITIES

OVERVIEW_COLUMNS = (
    Column("Team", 40, TEAM),
    Column("Sheet", 34, "sheet"),
    Column("People with findings", 12, "people", "number"),
    *(Column(f"Severity {severity}", 12, severity, "number") for severity in SEVERITIES),
    Column("Findings", 12, "findings", "number"),
)


def findings_of(results: Results) -> Iterator[pl.DataFrame]:
    """Yield all findings in the order of returns and rows, with the columns `file` and `safe` besides their own."""
    for one in results.validations:
        for findings in one.kept_findings.in_order():
            safe = pl.when(pl.col("suggestion_is_safe")).then(pl.lit("yes")).alias("safe")
            yield findings.with_columns(pl.lit(one.summary.file).alias("file"), safe)


class FoundByTeam:
    """Findings with the team that owns each. `names` are the teams that have some, in the order of the alphabet.

    Raises Misused where there are too many teams for a sheet each, or a return lacks the column that names them.
    """

    def __init__(self, results: Results) -> None:
        assert results.teams is not None, "nobody said which team owns whom"
        self.results = results
        self.of_returns = [results.teams.of_return(one, results.specification) for one in results.validations]
        self.spellings: dict[str, str] = {}
        self.counted = self._count()
        self.names = tuple(self.counted[TEAM])
        check_number(self.names)

    def findings(self) -> Iterator[pl.DataFrame]:
        """Yield what `findings_of` does, with a column `team`, blank for findings about a whole file."""
        for one, teams in zip(self.results.validations, self.of_returns, strict=True):
            for findings in findings_of(self.results.of(one)):
                yield findings.with_columns(spelt_alike(teams.of(findings), self.spellings))

    def overview(self, sheets: Mapping[str, str]) -> pl.DataFrame:
        """Return how many people and findings each team has, with the name of its sheet."""
        names = pl.Series("sheet", [sheets[name] for name in self.names], dtype=pl.String)
        return self.counted.with_columns(names)

    def _count(self) -> pl.DataFrame:
        counted, people = [], []
        for findings in self.findings():
            of_teams = findings.filter(pl.col(TEAM) != "")
            counted.append(of_teams.group_by(TEAM, "severity").len())
            people.append(of_teams.select(TEAM, PERSON).unique())
        if not counted:
            return pl.DataFrame(schema={column.name: pl.Int64 for column in OVERVIEW_COLUMNS})
        by_severity = [
            pl.col("len").filter(pl.col("severity") == severity).sum().cast(pl.Int64).alias(severity)
            for severity in SEVERITIES
        ]
        findings = (
            pl.concat(counted).group_by(TEAM).agg(*by_severity, findings=pl.col("len").sum().cast(pl.Int64))
        )
        own = pl.concat(people).unique().group_by(TEAM).agg(people=pl.len().cast(pl.Int64))
        return findings.join(own, on=TEAM).sort(TEAM)
