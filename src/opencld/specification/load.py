"""Read the specification's data files and refuse them where they do not fit together."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from opencld.errors import SpecificationFaulty
from opencld.specification.expressions import Expression, Vocabulary, read_expression
from opencld.specification.fit import check_fit
from opencld.specification.kept import read_kept
from opencld.specification.model import (
    Field,
    Grouping,
    LocalAuthority,
    MappedValue,
    Release,
    Specification,
    SubmissionWindow,
)
from opencld.specification.rule_files import read_rules

PACKAGED = Path(__file__).parent
T = TypeVar("T")
Row = Mapping[str, str]


@cache
def load_specification() -> Specification:
    """Return Release 2 as packaged with this version."""
    return read_kept(PACKAGED, read_specification)


def read_specification(folder: Path) -> Specification:
    """Read a specification from a folder laid out as this package's own.

    Raises SpecificationFaulty, naming file and line, where a file is missing, a value cannot be read or two
    files contradict each other.
    """
    fields_file = folder / "fields/release_2.csv"
    rows = _rows(fields_file)
    lists = _defined_lists(folder)
    vocabulary = Vocabulary({row["name"]: row["data_type"] for row in rows}, lists)
    releases = _releases(folder / "releases.csv")
    specification = Specification(
        release=releases[-1],
        releases=releases,
        fields=_each(fields_file, lambda row: _field(row, vocabulary)),
        defined_lists=lists,
        outcome_orders=_gathered(folder / "defined_lists/outcome_orders.csv", "order", "outcome"),
        typical_outcomes=_typical_outcomes(folder / "defined_lists/typical_outcomes.csv"),
        release_1_values=_each(folder / "mappings/release_1_to_2.csv", _mapped_value),
        header_variants=_pairs(folder / "mappings/header_variants.csv", "variant", "name"),
        dropped_columns=_dropped_columns(folder / "mappings/dropped_columns.csv"),
        groupings=_groupings(folder / "reference/groupings.csv"),
        local_authorities={
            authority.la_code: authority
            for authority in _each(folder / "reference/local_authorities.csv", _local_authority)
        },
        schedule=_each(folder / "reference/submission_schedule.csv", _window),
        cost_frequencies={
            component: frozenset(frequencies)
            for component, frequencies in _gathered(
                folder / "reference/usual_cost_frequencies.csv", "service_component", "cost_frequency"
            ).items()
        },
        guidance_sections=tuple(row["section"] for row in _rows(folder / "reference/guidance_sections.csv")),
        rules=read_rules(folder / "rules", vocabulary),
    )
    check_fit(specification)
    return specification


class _Line(dict[str, str]):
    """A line of a file, which says so where it is asked for a column that the file has not."""

    def __init__(self, path: Path, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.path = path

    def __missing__(self, column: str) -> str:
        raise SpecificationFaulty(f"{self.path.name} has no column {column}.")


def _rows(path: Path) -> list[_Line]:
    rows = _read(path)
    for line, row in enumerate(rows, start=2):
        # so does DictReader mark values without a column, and columns without a value
        if None in row or None in row.values():
            raise SpecificationFaulty(f"{path.name}, line {line}: there are not as many values as columns.")
    return [_Line(path, row) for row in rows]


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except FileNotFoundError:
        raise SpecificationFaulty(f"The specification has no file {path.name} in {path.parent}.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise SpecificationFaulty(f"{path.name} is not a CSV file in UTF-8: {error}.") from None


def _each(path: Path, make: Callable[[Row], T]) -> tuple[T, ...]:
    def made() -> Iterator[T]:
        for line, row in enumerate(_rows(path), start=2):
            try:
                yield make(row)
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise SpecificationFaulty(f"{path.name}, line {line}: {error}.") from None
            except SpecificationFaulty as error:
                raise SpecificationFaulty(f"{path.name}, line {line}: {error}") from None

    return tuple(made())


def _pairs(path: Path, key: str, value: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line, row in enumerate(_rows(path), start=2):
        if row[key] in pairs:
            raise SpecificationFaulty(f"{path.name}, line {line}: `{row[key]}` is there twice.")
        pairs[row[key]] = row[value]
    return pairs


def _gathered(path: Path, key: str, value: str) -> dict[str, tuple[str, ...]]:
    gathered: dict[str, tuple[str, ...]] = {}
    for row in _rows(path):
        gathered[row[key]] = (*gathered.get(row[key], ()), row[value])
    return gathered


def _defined_lists(folder: Path) -> dict[str, tuple[str, ...]]:
    path = folder / "defined_lists/release_2.csv"
    counted: Counter[str] = Counter()
    for line, row in enumerate(_rows(path), start=2):
        counted[row["field"]] += 1
        if row["position"] != str(counted[row["field"]]):
            raise SpecificationFaulty(
                f"{path.name}, line {line}: position {row['position']} is out of order."
            )
    return _gathered(path, "field", "value")


def _releases(path: Path) -> tuple[Release, ...]:
    releases = _each(path, _release)
    if not releases:
        raise SpecificationFaulty(f"{path.name} names no release.")
    return releases


def _release(row: Row) -> Release:
    published, required = (date.fromisoformat(row[key]) for key in ("published", "required_from"))
    return Release(int(row["release"]), row["version"], published, required)


def _choice(row: Row, key: str, choices: tuple[str, ...]) -> Any:
    if row[key] not in choices:
        raise ValueError(f"{key} is `{row[key]}` and must be one of {', '.join(choices)}")
    return row[key]


def _field(row: Row, vocabulary: Vocabulary) -> Field:
    def condition(key: str) -> Expression | None:
        return read_expression(row[key], vocabulary) if row[key] else None

    data_types = (
        "la_code",
        "date",
        "nhs_number",
        "alphanumeric",
        "text",
        "defined_list",
        "postcode",
        "integer",
        "numeric",
    )
    return Field(
        number=int(row["number"]),
        name=row["name"],
        header=row["header"],
        module=row["module"],
        data_type=_choice(row, "data_type", data_types),
        mandatory=_choice(row, "mandatory", ("mandatory", "conditional", "voluntary")),
        mandatory_for=row["mandatory_for"],
        mandatory_when=condition("mandatory_when"),
        applies_when=condition("applies_when"),
        personal=_choice(row, "personal", ("yes", "no")) == "yes",
        meaning=row["meaning"],
        guidance_section=row["guidance_section"],
        note=row["note"],
    )


def _typical_outcomes(path: Path) -> dict[str, frozenset[str]]:
    event_types = ("request", "assessment", "service", "review")

    def ticks(row: Row) -> tuple[str, list[str]]:
        return row["outcome"], [one for one in event_types if _choice(row, one, ("true", "false")) == "true"]

    matrix = _each(path, ticks)
    return {
        event_type.capitalize(): frozenset(outcome for outcome, ticked in matrix if event_type in ticked)
        for event_type in event_types
    }


def _dropped_columns(path: Path) -> dict[str, date]:
    columns = _pairs(path, "header", "dropped_since")
    try:
        return {header: date.fromisoformat(since) for header, since in columns.items()}
    except ValueError as error:
        raise SpecificationFaulty(f"{path.name}: {error}.") from None


def _mapped_value(row: Row) -> MappedValue:
    return MappedValue(
        field=row["field"],
        release1_value=row["release1_value"],
        release2_value=row["release2_value"],
        change=_choice(
            row,
            "change",
            ("unchanged", "punctuation", "capitalisation", "renamed", "merged", "dropped", "new"),
        ),
        certainty=_choice(row, "certainty", ("sure", "inferred")),
        needs_decision=_choice(row, "needs_decision", ("yes", "no")) == "yes",
        source=row["source"],
    )


def _groupings(path: Path) -> dict[str, Grouping]:
    gathered: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for row in _rows(path):
        groups = gathered.setdefault((row["grouping"], row["field"]), {})
        groups[row["group"]] = (*groups.get(row["group"], ()), row["value"])
    return {name: Grouping(name, field, groups) for (name, field), groups in gathered.items()}


def _local_authority(row: Row) -> LocalAuthority:
    return LocalAuthority(row["la_code"], row["la_name"], row["ons_code"], row["region"])


def _window(row: Row) -> SubmissionWindow:
    return SubmissionWindow(int(row["period_end_month"]), int(row["submission_month"]), row["period"])
