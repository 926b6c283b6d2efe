"""Bad cells, one in each row that gets any: a value off its list, an impossible date, a blank cell."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from bench.chance import Chance, read_table


@dataclass(frozen=True)
class Fault:
    """One way to make a cell bad. `every_row` says that the field is filled in on every row."""

    field: str
    fault: str
    how: str
    text: str
    every_row: bool

    def bad_cell(self) -> pl.Expr:
        """Return the bad value made from the good one."""
        good = pl.col(self.field)
        ways = {
            "replace": pl.lit(self.text),
            "append": good + self.text,
            "prepend": self.text + good,
            "upper": good.str.to_uppercase(),
            "shorten": good.str.head(-1),
            "next digit": good.str.head(-1) + ((good.str.tail(1).cast(pl.Int32) + 1) % 10).cast(pl.String),
            "blank": pl.lit(None, dtype=pl.String),
        }
        return ways[self.how]


FAULTS = tuple(
    Fault(line["field"], line["fault"], line["how"], line["text"], line["every_row"] == "yes")
    for line in read_table("faults.csv")
)
ANY_FAULT = pl.Series(range(len(FAULTS)))
FAULT_FOR_EVERY_ROW = pl.Series([number for number, fault in enumerate(FAULTS) if fault.every_row])


def spoil(rows: pl.DataFrame, share: float, seed: int) -> pl.DataFrame:
    """Make one cell bad in a share of the rows. `fault` then says which of FAULTS the row has, if any.

    The bad rows come last: the caller puts rows in their order.
    """
    chance = Chance(seed, "event")
    is_bad = chance.fraction("bad row") < share
    drawn = rows.with_columns(
        fault=pl.when(is_bad).then(chance.among("fault", ANY_FAULT)),
        fault_instead=chance.among("fault for every row", FAULT_FOR_EVERY_ROW),
    )
    good = drawn.filter(pl.col("fault").is_null())
    bad = drawn.filter(pl.col("fault").is_not_null()).with_columns(fault=_fault_that_fits())
    fields = {fault.field for fault in FAULTS}
    spoilt = bad.with_columns(_spoilt_cell(field).alias(field) for field in sorted(fields))
    return pl.concat([good, spoilt]).drop("fault_instead")


def planted_cells(rows: pl.DataFrame) -> pl.DataFrame:
    """List the bad cells: line of the file (the header is line 1), field, value, what is wrong."""
    bad_value = pl.coalesce(
        pl.when(pl.col("fault") == number).then(fault.field) for number, fault in enumerate(FAULTS)
    )
    return rows.filter(pl.col("fault").is_not_null()).select(
        "line",
        field=pl.lit(pl.Series([fault.field for fault in FAULTS])).gather(pl.col("fault")),
        value=bad_value,
        fault=pl.lit(pl.Series([fault.fault for fault in FAULTS])).gather(pl.col("fault")),
    )


def _fault_that_fits() -> pl.Expr:
    """Keep the drawn fault where the row has that cell; else take the one that fits every row."""
    return pl.coalesce(
        *(
            pl.when((pl.col("fault") == number) & pl.col(fault.field).is_not_null()).then(number)
            for number, fault in enumerate(FAULTS)
        ),
        "fault_instead",
    ).cast(pl.Int64)


def _spoilt_cell(field: str) -> pl.Expr:
    chosen = [(number, fault) for number, fault in enumerate(FAULTS) if fault.field == field]
    cell = pl.col(field)
    for number, fault in chosen:
        cell = pl.when(pl.col("fault") == number).then(fault.bad_cell()).otherwise(cell)
    return cell
