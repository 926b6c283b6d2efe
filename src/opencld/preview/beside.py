"""Figures of several runs beside each other, and what a preview cannot know, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from opencld.preview.figures import Figure


@dataclass(frozen=True)
class Beside:
    """A figure of the returns, that of the returns before, and that after repair; each None where the run has none."""

    measure: str
    name: str
    group: str
    this: Figure | None
    previous: Figure | None
    fixed: Figure | None

    @property
    def change(self) -> float | None:
        """How much the figure has changed since the returns before."""
        return _difference(self.previous, self.this)

    @property
    def mended(self) -> float | None:
        """How much repair would change the figure."""
        return _difference(self.this, self.fixed)


def beside(
    this: Sequence[Figure], previous: Sequence[Figure] = (), fixed: Sequence[Figure] = ()
) -> list[Beside]:
    """Return every figure that one of the runs has, in the order of the measures, those of the returns first."""
    runs = [{one.key: one for one in figures} for figures in (this, previous, fixed)]
    measures = list(dict.fromkeys(key[0] for run in runs for key in run))
    keys = dict.fromkeys(key for run in runs for key in run)
    ordered = sorted(keys, key=lambda key: measures.index(key[0]))
    return [Beside(*key, *(run.get(key) for run in runs)) for key in ordered]


def limits(joined_start: date | None, history_start: date) -> Iterator[str]:
    """Yield what a few files cannot show. `joined_start` is where they begin, `history_start` where the centre's do."""
    if joined_start and joined_start > history_start:
        yield (
            f"History: these returns begin on {joined_start:%d/%m/%Y}, the centre's joined table on "
            f"{history_start:%d/%m/%Y}. What looks back (who is a new client, what came before an admission, open "
            "requests, the latest known details of a person) sees nothing earlier here, and may differ. Give "
            "earlier returns (--previous)."
        )
    yield (
        "Other authorities: people are known by the numbers in these files. The centre also traces NHS numbers, and "
        "sees what other authorities did for the same people; there are no totals for England here."
    )
    yield (
        "Later returns: services left open that a later return leaves out are closed at the centre. The last return "
        "has none after it yet."
    )


def _difference(before: Figure | None, after: Figure | None) -> float | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return round(after.value - before.value, 2)
