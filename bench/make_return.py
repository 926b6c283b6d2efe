"""Write an invented return of any size: `python -m bench.make_return --rows 1000000 return.csv`."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import BinaryIO

import polars as pl

from bench.chance import Chance
from bench.events import invent_events
from bench.faults import planted_cells, spoil
from bench.people import PERIOD_END, PERIOD_START, invent_people

FIELDS = Path(__file__).parents[1] / "src/opencld/specification/fields/release_2.csv"
PEOPLE_IN_PORTION = 25_000
LINCOLNSHIRE = "503"
LETTER_OF_EVENT = {"Request": "R", "Assessment": "A", "Service": "S", "Review": "V"}
MOST_ROWS = 9_999_999


def main() -> None:
    """Read the options and write the return."""
    parser = argparse.ArgumentParser(description="Write an invented Release 2 return.")
    parser.add_argument("path", type=Path, help="the CSV file to write")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows")
    parser.add_argument("--bad", type=float, default=0.03, help="share of rows with one bad cell")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same return")
    parser.add_argument("--planted", type=Path, help="also list the bad cells in this CSV file")
    options = parser.parse_args()
    if not 0 < options.rows <= MOST_ROWS:
        parser.error(f"--rows must be from 1 to {MOST_ROWS}: event references have seven digits.")
    planted = write_return(options.path, options.rows, options.bad, options.seed)
    if options.planted:
        planted.write_csv(options.planted)


def write_return(path: Path, rows: int, bad: float, seed: int) -> pl.DataFrame:
    """Write the return and give back the list of its bad cells.

    Rows are written in portions, in mixed order within each. The file gets its name when it is whole.
    """
    names, headers = read_fields()
    planted = []
    written = first_person = 0
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as cld_return:
        cld_return.write(_header_line(headers))
        while written < rows:
            people = invent_people(first_person, first_person + PEOPLE_IN_PORTION, seed)
            events = invent_events(people, written, seed).head(rows - written)
            portion = _portion(events, bad, seed).with_row_index("line", offset=written + 2)
            planted.append(planted_cells(portion))
            _write(portion.select(names), cld_return)
            written += portion.height
            first_person += PEOPLE_IN_PORTION
    unfinished.replace(path)
    return pl.concat(planted)


def read_fields() -> tuple[list[str], list[str]]:
    """Return the names and the headers of the 48 fields, in the order of the specification."""
    with FIELDS.open(encoding="utf-8", newline="") as lines:
        fields = list(csv.DictReader(lines))
    return [field["name"] for field in fields], [field["header"] for field in fields]


def _portion(events: pl.DataFrame, bad: float, seed: int) -> pl.DataFrame:
    """Turn events into rows as submitted, some with a bad cell, in mixed order."""
    rows = events.with_columns(
        pl.lit(LINCOLNSHIRE).alias("la_code"),
        pl.lit(f"{PERIOD_START:%d/%m/%Y}").alias("reporting_period_start_date"),
        pl.lit(f"{PERIOD_END:%d/%m/%Y}").alias("reporting_period_end_date"),
        _as_written("birth_day").alias("date_of_birth"),
        pl.when("has_died").then(_as_written("last_active_day")).alias("date_of_death"),
        _as_written("start_day").alias("event_start_date"),
        _as_written("end_day").alias("event_end_date"),
        _event_reference().alias("event_reference"),
        pl.lit(None, dtype=pl.String).alias("adult_3_linked_person_id"),
    )
    return spoil(rows, bad, seed).sort(Chance(seed, "event").number("order"))


def _event_reference() -> pl.Expr:
    letter = pl.col("event_type").replace_strict(LETTER_OF_EVENT)
    return pl.format("{}{}", letter, pl.col("event").cast(pl.String).str.zfill(7))


def _as_written(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Int32).cast(pl.Date).dt.to_string("%d/%m/%Y")


def _header_line(headers: list[str]) -> bytes:
    return (",".join(headers) + "\r\n").encode()


def _write(rows: pl.DataFrame, cld_return: BinaryIO) -> None:
    rows.write_csv(cld_return, include_header=False, line_terminator="\r\n")


if __name__ == "__main__":
    main()
