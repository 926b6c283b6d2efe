"""Chance that comes out the same every time: the same seed gives the same return on every machine.

Each draw is a number made from the seed, what the draw is about and the key of the row (splitmix64), so that
it depends neither on the order of the draws nor on how the rows are cut into portions.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, repeat
from pathlib import Path
from typing import TypeVar

import polars as pl

INVENTED = Path(__file__).parent / "invented"
FINEST_SHARE = 2000
T = TypeVar("T", str, int)


def read_table(name: str) -> list[dict[str, str]]:
    """Return the lines of one of the small tables that say what invented returns are made of."""
    with (INVENTED / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class Chance:
    """Draws for the rows of one frame. `key` is the column that numbers what is drawn for, from 0."""

    seed: int
    key: str

    def number(self, about: str) -> pl.Expr:
        """Draw a whole number below 2 to the 64."""
        start = int.from_bytes(blake2b(f"{self.seed} {about}".encode(), digest_size=8).digest(), "big")
        mixed = (pl.col(self.key).cast(pl.UInt64) + _whole(start)) * _whole(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed // _whole(2**30))) * _whole(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed // _whole(2**27))) * _whole(0x94D049BB133111EB)
        return mixed ^ (mixed // _whole(2**31))

    def fraction(self, about: str) -> pl.Expr:
        """Draw a fraction of at least 0 and below 1."""
        return (self.number(about) // _whole(2**12)).cast(pl.Float64) / 2.0**52

    def below(self, about: str, limit: pl.Expr | int) -> pl.Expr:
        """Draw a whole number of at least 0 and below the limit."""
        return (self.fraction(about) * limit).cast(pl.Int32)

    def among(self, about: str, values: pl.Series) -> pl.Expr:
        """Draw one of the values, each as likely as the others."""
        return pl.lit(values).gather((self.number(about) % len(values)).cast(pl.UInt32))

    def by_share(self, field: str, whose: pl.Expr) -> pl.Expr:
        """Draw a field's value by the shares in shares.csv that hold for `whose`; empty where none hold."""
        return pl.coalesce(
            pl.when(whose == group).then(self.among(field, values)) for group, values in SHARES[field].items()
        )


def spread(shares: Mapping[T, float]) -> pl.Series:
    """Repeat each value by its share, so that drawing evenly from the series keeps the shares.

    An empty value stands for a blank cell.
    """
    times = (max(1, round(FINEST_SHARE * share / sum(shares.values()))) for share in shares.values())
    values = (None if value == "" else value for value in shares)
    return pl.Series(list(chain.from_iterable(map(repeat, values, times))))


def _whole(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def _read_shares() -> dict[str, dict[str, pl.Series]]:
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for line in read_table("shares.csv"):
        values[line["field"]][line["whose"]][line["value"]] = float(line["share"])
    return {
        field: {whose: spread(shares) for whose, shares in groups.items()} for field, groups in values.items()
    }


SHARES = _read_shares()
EVERYONE = pl.lit("everyone")
