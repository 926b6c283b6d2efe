"""Makes two consecutive returns of many rows: those of several invented authorities, put together as one authority's.

Local identifiers and references get the authority's code in front, since authorities number their people alike.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from opencld.specification import load_specification
from opencld.synthetic import Plan, invent_returns, processors, quarters_up_to

QUARTERS = quarters_up_to(date(2026, 3, 31), 2)
LA_CODE = "503"
NUMBERED = (
    "LA Person Unique Identifier", "Event Reference", "Adult 1 Linked Person_ID", "Adult 2 Linked Person_ID",
    "Adult 3 Linked Person_ID",
)  # fmt: skip


def make(rows: int, paths: tuple[Path, Path]) -> None:
    """Write both returns, of `rows` rows or a few more each. Invents authority after authority until they are there."""
    written = 0
    unfinished = [path.with_suffix(".unfinished") for path in paths]
    with unfinished[0].open("w", newline="") as last, unfinished[1].open("w", newline="") as this:
        for returns in _returns(paths[0].parent):
            counted = [
                _append(source, target, not written)
                for source, target in zip(returns, (last, this), strict=True)
            ]
            written += min(counted)
            print(f"  {written:,} rows", file=sys.stderr)
            if written >= rows:
                break
    for path, finished in zip(unfinished, paths, strict=True):
        path.replace(finished)


def _returns(folder: Path) -> Iterator[tuple[Path, Path]]:
    invented = folder / "invented"
    for la_code in load_specification().local_authorities:
        shutil.rmtree(invented, ignore_errors=True)
        invent_returns(Plan((la_code,), QUARTERS), invented, processes=processors())
        last, this = sorted(invented.glob(f"{la_code}_*.csv"))
        yield last, this
    raise SystemExit("All of England has not so many rows.")


def _append(source: Path, target: object, with_header: bool) -> int:
    with source.open(newline="", encoding="utf-8") as lines:
        reader, writer = csv.reader(lines), csv.writer(target)  # type: ignore[arg-type]
        header = next(reader)
        places = [header.index(name) for name in NUMBERED]
        if with_header:
            writer.writerow(header)
        count = 0
        for row in reader:
            count += 1
            code, row[0] = row[0], LA_CODE
            for place in places:
                row[place] = row[place] and code + row[place]
            writer.writerow(row)
    return count


if __name__ == "__main__":
    make(int(sys.argv[1]), (Path(sys.argv[2]), Path(sys.argv[3])))
