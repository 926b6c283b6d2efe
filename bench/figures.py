"""Figures beside their limits, as a table for people or for the docs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from bench.commands import PEERS, peer_version

HEADINGS = ("Figure", "Measured", "Limit", "Met")
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Figure:
    """One measured figure. Without a limit it is there for comparison only."""

    name: str
    measured: float
    unit: str = ""
    limit: float | None = None
    aim: float | None = None
    below: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps to its limit."""
        if self.limit is None:
            return True
        return self.measured < self.limit if self.below else self.measured <= self.limit

    def cells(self) -> tuple[str, str, str, str]:
        """Return the figure as the cells of one line of the table."""
        met = "" if self.limit is None else "met" if self.is_met else "not met"
        return self.name, self._written(self.measured), self._limit(), met

    def _limit(self) -> str:
        if self.limit is None:
            return ""
        limit = ("under " if self.below else "at most ") + f"{self.limit:g} {self.unit}".strip()
        return limit if self.aim is None else f"{limit} (aim {self.aim:g})"

    def _written(self, number: float) -> str:
        return f"{number:,.2f} {self.unit}".strip()


def plain_table(figures: Sequence[Figure]) -> str:
    """Return the figures in columns for a terminal."""
    lines = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown_table(figures: Sequence[Figure], runs: int, peers_measured: bool) -> str:
    """Return the figures as a Markdown table, with the day, the machine and the versions above it."""
    measured_on = f"Measured on {date.today():%d/%m/%Y}, {_machine()}; medians of {runs} runs."
    lines = [HEADINGS, ("---", "--:", "--:", "---"), *(figure.cells() for figure in figures)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{measured_on}\n\n{_versions(peers_measured)}\n\n{table}\n"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.machine()}"


def _versions(peers_measured: bool) -> str:
    parts = {"Python": platform.python_version()}
    parts |= {package: _version(package) for package in ("opencld", "duckdb", "polars")}
    if peers_measured:
        parts |= {name: peer_version(name) for name in PEERS}
    return "Versions: " + ", ".join(f"{name} {number}" for name, number in parts.items()) + "."


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
