"""Cells of a sheet that hold an error such as #N/A: calamine gives them as blank, which they are not."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, BinaryIO
from xml.etree import ElementTree

# source: ECMA-376 part 1, 18.3.1.4 (a cell of type "e" holds its error's text as value)
ERROR_CELL = re.compile(
    rb'<c (?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b.*?(?:</f>|/>))?<v>([^<]*)</v>', re.DOTALL
)
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BLOCK, LONGEST_CELL = 1 << 20, 1 << 16


def find_error_cells(file: BinaryIO, sheet: str) -> Mapping[tuple[int, int], str]:
    """Find the error cells of a sheet of an open .xlsx file: row and column, from 1, to the error's text."""
    archive = zipfile.ZipFile(file)
    parts = set(archive.namelist())
    # calamine is to say what is wrong with a workbook that lacks parts
    if not parts.issuperset((BOOK, RELATIONS)) or (path := _sheet_path(archive, sheet)) not in parts:
        return {}
    with archive.open(path) as xml:
        return {
            (int(row), _column_number(letters.decode())): text.decode()
            for block in _overlapping_blocks(xml)
            for letters, row, text in ERROR_CELL.findall(block)
        }


def _overlapping_blocks(xml: IO[bytes]) -> Iterator[bytes]:
    tail = b""
    while block := xml.read(BLOCK):
        yield tail + block
        tail = block[-LONGEST_CELL:]


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ElementTree.fromstring(archive.read(BOOK))
    relations = ElementTree.fromstring(archive.read(RELATIONS))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in book.iter(f"{MAIN}sheet"):
        if element.get("name") == sheet:
            target = targets.get(element.get(RELATION), "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
