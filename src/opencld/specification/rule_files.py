"""Read the rules: YAML files with one piece of data per rule, and SQL files for rules across rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast

from opencld.errors import SpecificationFaulty
from opencld.specification.expressions import Vocabulary, bind_cell, read_expression
from opencld.specification.model import SEVERITIES, Condition, Rule

KINDS = ("row", "each", "cell", "across", "file")
NEEDED = ("code", "title", "severity", "message", "act", "why", "guidance")
KNOWN = {
    *NEEDED, "kind", "fields", "rows", "when", "must", "query", "fault", "since", "suggest", "suggestion",
    "suggestion_is_safe", "suggestion_class", "hides_value", "passes", "fails",
}  # fmt: skip
Piece = Mapping[str, Any]


def read_rules(folder: Path, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """Read every rule in a folder, in the order of file names and of the pieces within them."""
    return tuple(_rule(piece, path, vocabulary) for path in _files(folder) for piece in _pieces(path))


def example_rows(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Read the complete rows that the rules' examples start from, by name (`request`, `service`, …).

    One that starts from another says so by `a: name`, and changes some of its cells.
    """
    rows: dict[str, dict[str, str]] = {}
    for name, cells in _read(folder / "examples.yaml").items():
        start = cells.pop("a", None)
        if start not in (None, *rows):
            raise SpecificationFaulty(
                f"In examples.yaml, {name} starts from {start}, which is none of the rows before it."
            )
        rows[name] = {**rows.get(start, {}), **cells}
    return rows


def _files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "examples.yaml")
    if not files:
        raise SpecificationFaulty(f"There are no rules in {folder}.")
    return files


def _read(path: Path) -> Any:
    import yaml

    # takes every value as text: in an example, 2025-07-01 and 9.99E+09 are what stands in the cell
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SpecificationFaulty(f"{path.name} is not YAML in UTF-8: {error}.") from None


def _pieces(path: Path) -> Iterator[Piece]:
    pieces = _read(path)
    if not isinstance(pieces, list) or not all(isinstance(piece, dict) for piece in pieces):
        raise SpecificationFaulty(f"{path.name} must be a list of rules.")
    yield from pieces


def _rule(piece: Piece, path: Path, vocabulary: Vocabulary) -> Rule:
    try:
        return _read_rule(piece, path.parent, vocabulary)
    except SpecificationFaulty as error:
        raise SpecificationFaulty(f"Rule {piece.get('code', '?')} in {path.name}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"Rule {piece['code']} in {path.name} has a value of another kind than it should be: {error}."
        raise SpecificationFaulty(what) from None


def _read_rule(piece: Piece, folder: Path, vocabulary: Vocabulary) -> Rule:
    _check_keys(piece)
    kind = cast(Literal["row", "each", "cell", "across", "file"], piece.get("kind", "row"))
    fields = _fields(piece.get("fields", []), vocabulary)
    return Rule(
        code=piece["code"],
        title=piece["title"],
        kind=kind,
        severity=piece["severity"],
        fields=fields,
        when=_conditions(piece.get("when"), kind, fields, vocabulary),
        must=_conditions(piece.get("must"), kind, fields, vocabulary),
        query=_query(folder, piece.get("query", "")),
        fault=piece.get("fault", ""),
        rows=piece.get("rows", "events"),
        message=_one_line(piece["message"]),
        act=_one_line(piece["act"]),
        why=_one_line(piece["why"]),
        guidance=piece["guidance"],
        since=int(piece.get("since", "1")),
        suggest=piece.get("suggest", ""),
        suggestion=piece.get("suggestion", ""),
        suggestion_is_safe=piece.get("suggestion_is_safe") == "true",
        suggestion_class=piece.get("suggestion_class", ""),
        hides_value=piece.get("hides_value") == "true",
        passes=tuple(piece.get("passes", ())),
        fails=tuple(piece.get("fails", ())),
    )


def _check_keys(piece: Piece) -> None:
    missing = [key for key in NEEDED if not piece.get(key)]
    unknown = sorted(set(piece) - KNOWN)
    if missing or unknown:
        raise SpecificationFaulty(
            "; ".join(
                [f"{key} is missing" for key in missing]
                + [f"{key} is not something a rule has" for key in unknown]
            )
            + "."
        )
    for key, choices in (("severity", SEVERITIES), ("kind", KINDS), ("rows", ("events", "all"))):
        if piece.get(key, choices[0]) not in choices:
            raise SpecificationFaulty(f"{key} is `{piece[key]}` and must be one of {', '.join(choices)}.")


def _fields(chosen: Any, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Fields are named one by one, or all of some data types with `{data_type: [date]}`."""
    if isinstance(chosen, list):
        return tuple(chosen)
    data_types = chosen["data_type"]
    return tuple(name for name, data_type in vocabulary.data_types.items() if data_type in data_types)


def _conditions(source: str | None, kind: str, fields: tuple[str, ...], vocabulary: Vocabulary) -> Condition:
    if not source:
        return {}
    if kind in ("each", "cell"):
        return {field: read_expression(bind_cell(source, field), vocabulary) for field in fields}
    return {"": read_expression(source, vocabulary)}


def _query(folder: Path, name: str) -> str:
    if not name:
        return ""
    path = folder / "across" / f"{name}.sql"
    if not path.is_file():
        raise SpecificationFaulty(f"there is no query across/{name}.sql.")
    return path.read_text(encoding="utf-8")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
