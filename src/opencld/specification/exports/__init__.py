"""The specification in formats that other programs read, and how they are written to a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from opencld.errors import CannotWrite, Misused
from opencld.specification.exports.data_dictionary import data_dictionary
from opencld.specification.exports.table_schema import table_schema
from opencld.specification.exports.template import template
from opencld.specification.model import Specification

__all__ = ["EXPORTS", "data_dictionary", "export", "save", "table_schema", "template"]


def _table_schema_json(specification: Specification) -> bytes:
    return (json.dumps(table_schema(specification), ensure_ascii=False, indent=2) + "\n").encode()


EXPORTS: Mapping[str, tuple[Callable[[Specification], bytes], str]] = {
    "table-schema": (_table_schema_json, ".json"),
    "dictionary": (lambda specification: data_dictionary(specification).encode(), ".md"),
    "template": (template, ".xlsx"),
}
"""The formats: what makes the bytes of each, and how its files are usually called."""


def export(specification: Specification, kind: str) -> bytes:
    """Return the specification as JSON or Markdown in UTF-8, or as a workbook. Raises Misused if unknown."""
    if kind not in EXPORTS:
        raise Misused(f"There is no export `{kind}`. There are {', '.join(EXPORTS)}.")
    make, _ = EXPORTS[kind]
    return make(specification)


def save(content: bytes, path: Path, *, overwrite: bool = False) -> None:
    """Write a file whole or not at all: beside its place first, then put there in one step.

    Raises CannotWrite where the file exists and is not to be overwritten, where its folder does not exist,
    and where the disk refuses it.
    """
    try:
        target = path.resolve()  # a link stays a link, and what it leads to is replaced
        _check_place(path, target, overwrite)
        _put_in_place(content, target)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from None


def _check_place(path: Path, target: Path, overwrite: bool) -> None:
    if target.exists() and not target.is_file():
        raise CannotWrite(f"{path} is not a file that can be overwritten. Give the path of a file.")
    if target.exists() and not overwrite:
        raise CannotWrite(f"{path} exists already. Give another path, or --force to overwrite it.")
    if not target.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}. Create it first, or give another path.")


def _put_in_place(content: bytes, target: Path) -> None:
    unfinished = target.with_name(f".opencld-{os.getpid()}.unfinished")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
