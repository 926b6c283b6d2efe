"""Reference tables: how submitted values are cleaned and grouped, the rank of outcomes, authorities, populations.

Every table has one name, under which it is a file, `<name>.csv`, and a table for the method's SQL (mappings there as
`<name>_mapping`, with `raw_value_folded` beside `raw_value`). A user's file replaces the packaged table of that name
whole. Mappings, ranks and authorities come from the specification; the other tables are packaged as files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opencld.errors import CannotRead, Misused
from opencld.specification import Specification
from opencld.validation.cells import as_compared
from opencld.validation.field_results import STATUSES, VALIDITIES

RELEASE_1_ONLY = "Release 1 specification only: Not mapped"
INVALID = "Invalid and not mapped"
MAPPING = ("raw_value", "cleaned_value", "group_value", "basis")
# which grouping of the specification gives a field's `group_value`
GROUPINGS = {
    "ethnicity": "ethnicity group",
    "service_type": "service type group",
    "event_outcome": "event outcome group",
}
# said of people by the person details alone; they are on no list
PRESUMED = {"Unknown: Presumed at home": 1, "Unknown: Presumed in community": 0}
KINDS: Mapping[str, pl.DataType] = {
    "rank": pl.Int32(),
    "settled": pl.Int32(),
    "population": pl.Int64(),
    "times": pl.Int32(),
    "weeks": pl.Int32(),
}
"""Columns of reference tables that hold numbers. `imported_at` is a moment; all others are text."""


@dataclass(frozen=True)
class References:
    """The reference tables of a run, in the layout of their files, by name."""

    tables: Mapping[str, pl.DataFrame]

    @property
    def names_for_sql(self) -> tuple[str, ...]:
        """The tables' names in the method's SQL."""
        return tuple(_name_for_sql(name, table) for name, table in self.tables.items())

    def for_sql(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield each table as the method's SQL reads it."""
        for name, table in self.tables.items():
            for_sql = _folded(table) if _is_mapping(table) else table
            yield _name_for_sql(name, table), for_sql


def packaged_references(specification: Specification, folders: Sequence[Path]) -> References:
    """Return the reference tables of this version: those that follow from the specification, and files in folders."""
    files = {path.stem: _read(path) for folder in folders for path in sorted(folder.glob("*.csv"))}
    mappings = {field: _mapping(specification, field) for field in specification.defined_lists}
    ranks = specification.outcome_orders["published_rank"]
    authorities = specification.local_authorities.values()
    lookup = [(one.la_code, one.la_name, one.ons_code, one.region) for one in authorities]
    return References(
        {
            **mappings,
            "event_outcome_rank": pl.DataFrame(
                {"rank": range(1, len(ranks) + 1), "outcome": list(ranks)},
                schema={"rank": pl.Int32, "outcome": pl.String},
            ),
            "la_lookup": pl.DataFrame(
                lookup, schema=["la_code", "la_name", "la_area_code", "region"], orient="row"
            ),
            "cell_results": _cell_results(),
            "fields": pl.DataFrame(
                [(field.name, field.number, field.module) for field in specification.fields],
                schema=["field", "number", "module"],
                orient="row",
            ),
            "settled_accommodation": _settled_accommodation(specification),
            **files,
        }
    )


def _cell_results() -> pl.DataFrame:
    """Name the result that landing keeps of each cell: the field's status on the row, and the cell's validity."""
    named = [
        (8 * status + validity, field_status, field_validity)
        for status, field_status in enumerate(STATUSES)
        for validity, field_validity in enumerate(VALIDITIES)
    ]
    return pl.DataFrame(named, schema=["result", "field_status", "field_validity"], orient="row")


def _settled_accommodation(specification: Specification) -> pl.DataFrame:
    """Say of each accommodation status whether it is a person's own home, or with family (1), or not (0)."""
    groups = specification.groupings["living in own home or with family (ASCOF 2E)"].groups
    settled = {
        value: int(group == "Settled") for group, values in groups.items() for value in values
    } | PRESUMED
    return pl.DataFrame(
        list(settled.items()), schema={"accommodation_status": pl.String, "settled": pl.Int32}, orient="row"
    )


def replaced(packaged: References, folder: Path, specification: Specification) -> References:
    """Return the reference tables with those a folder has files for taken from there.

    Raises CannotRead where the folder or a file in it cannot be read, Misused where a file has the name of no reference
    table, lacks a column, holds what is no number where one is due, or gives two answers for one value.
    """
    if not folder.is_dir():
        raise CannotRead(f"There is no folder {folder}. Name the folder that holds your reference tables.")
    tables = dict(packaged.tables)
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in tables:
            known = ", ".join(sorted(tables))
            raise Misused(
                f"{path.name} is no reference table. Rename it, or take it out. Known are: {known}."
            )
        table = _read(path)
        _check_columns(path, table, tables[path.stem])
        tables[path.stem] = _only_answers(path, table, specification) if _is_mapping(table) else table
    return References(tables)


def _folded(mapping: pl.DataFrame) -> pl.DataFrame:
    return mapping.with_columns(as_compared("raw_value").alias("raw_value_folded"))


def _name_for_sql(name: str, table: pl.DataFrame) -> str:
    return f"{name}_mapping" if _is_mapping(table) else name


def _is_mapping(table: pl.DataFrame) -> bool:
    return "raw_value" in table.columns


def _mapping(specification: Specification, field: str) -> pl.DataFrame:
    """Values of the list, and of Release 1 where it is sure what became of them. Compared without case, each once."""
    grouping = specification.groupings.get(GROUPINGS.get(field, ""))
    groups = (
        {value: group for group, values in grouping.groups.items() for value in values} if grouping else {}
    )
    listed = [(value, value, groups.get(value), "release_2") for value in specification.defined_lists[field]]
    older = [
        (one.release1_value, one.release2_value, groups.get(one.release2_value), "release_1")
        for one in specification.release_1_values
        if one.field == field and one.release1_value and one.is_safe
    ]
    # outcomes of Release 1 without successor have a value of their own in the published method
    dropped = [
        (one.release1_value, RELEASE_1_ONLY, RELEASE_1_ONLY, "release_1")
        for one in specification.release_1_values
        if one.field == field == "event_outcome" and one.change == "dropped"
    ]
    table = pl.DataFrame([*listed, *older, *dropped], schema=dict.fromkeys(MAPPING, pl.String), orient="row")
    return table.filter(as_compared("raw_value").is_first_distinct())


def _read(path: Path) -> pl.DataFrame:
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise CannotRead(f"{path.name} cannot be read as a CSV file in UTF-8: {reason}.") from None
    try:
        return table.with_columns(
            *(pl.col(name).cast(kind) for name, kind in KINDS.items() if name in table.columns),
            *(
                pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f").cast(pl.Datetime("ms"))
                for name in table.columns
                if name == "imported_at"
            ),
        )
    except pl.exceptions.PolarsError:
        columns = " or ".join(name for name in (*KINDS, "imported_at") if name in table.columns)
        raise Misused(
            f"{path.name} holds a value in {columns} that is no number or moment. Mend it there."
        ) from None


def _check_columns(path: Path, table: pl.DataFrame, packaged: pl.DataFrame) -> None:
    # what says where a row of ours comes from need not be said of a user's
    needless = {"basis", "reason", "source"} | ({"group_value"} if path.stem not in GROUPINGS else set())
    lacking = set(packaged.columns) - set(table.columns) - needless
    if lacking:
        raise Misused(
            f"{path.name} lacks the column {' and '.join(sorted(lacking))}. "
            f"It needs {', '.join(packaged.columns)}, as `cld tables reference` writes them."
        )


def _only_answers(path: Path, table: pl.DataFrame, specification: Specification) -> pl.DataFrame:
    """Check that each value has one answer, and write cleaned values as the specification does."""
    if "group_value" not in table.columns:
        table = table.with_columns(group_value=pl.lit(None, dtype=pl.String))
    spellings = {value.upper(): value for value in specification.defined_lists.get(path.stem, ())}
    cleaned = pl.col("cleaned_value").str.strip_chars_end(" ")
    table = table.with_columns(
        cleaned.str.to_uppercase()
        .replace_strict(spellings, default=cleaned, return_dtype=pl.String)
        .alias("cleaned_value")
    )
    answers = (
        table.with_columns(as_compared("raw_value").alias("folded"))
        .unique(["folded", "cleaned_value", "group_value"], keep="first", maintain_order=True)
        .filter(pl.col("folded").is_not_null())
    )
    twice = answers.filter(pl.col("folded").is_duplicated())
    if twice.height:
        value = twice["raw_value"][0]
        both = " and ".join(
            repr(answer)
            for answer in twice.filter(as_compared("raw_value") == value.rstrip(" ").upper())["cleaned_value"]
        )
        raise Misused(
            f"{path.name} gives two answers for {value!r}: {both}. Leave one line for it (case and spaces at the end "
            "do not tell values apart)."
        )
    return answers.drop("folded")
