"""What a run leaves: its tables as files, and a manifest from which it can be made again."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from opencld import __version__
from opencld.errors import CannotRead, CannotWrite, Misused
from opencld.main_tables.references import References
from opencld.pipeline.figures import Asked, Made
from opencld.sql import Engine

MANIFEST = "manifest-{what}.json"
FORMATS = ("csv", "parquet")


def write_outputs(
    engine: Engine,
    made: Made,
    asked: Asked,
    references: References,
    folder: Path,
    suffix: str,
    spells: Path | None = None,
) -> Path:
    """Write the tables of a run and its manifest into a folder, which is made if it is not there. Returns the manifest.

    `spells` is the file of the hospital spells that were read. Files of the same names are replaced. Everything is
    written beside the folder first, so that nothing half-written is ever in it. Raises CannotWrite.
    """
    with written_beside(folder) as beside:
        rows = {}
        for table in made.tables:
            rows[table] = engine.save(table, beside / f"{table}.{suffix}")
        files = {
            path.name: {"rows": rows[path.stem], "sha256": _hash_of_file(path)}
            for path in sorted(beside.iterdir())
        }
        manifest = {
            "opencld": __version__,
            "engine": f"{engine.name} {engine.version}",
            "asked": {name: str(value) if value else None for name, value in asdict(asked).items()},
            "references": {name: _hash_of_table(table) for name, table in sorted(references.tables.items())},
            "submissions": _plain(made),
            "spells": _hash_of_file(spells) if spells else None,
            "files": files,
        }
        name = MANIFEST.format(what=asked.what)
        (beside / name).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return folder / name


def write_references(references: References, folder: Path) -> int:
    """Write all reference tables as CSV files into a folder. Returns their number. Raises CannotWrite."""
    with written_beside(folder) as beside:
        for name, table in references.tables.items():
            table.write_csv(beside / f"{name}.csv", datetime_format="%Y-%m-%d %H:%M:%S%.3f")
    return len(references.tables)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest. Raises CannotRead where it is none."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        asked = manifest["asked"]
        asked_of(asked)
        manifest["submissions"], manifest["references"], manifest["files"]
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AssertionError):
        raise CannotRead(f"{path} is no manifest of a run. A run writes one beside its tables.") from None
    return dict(manifest)


def asked_of(plain: Mapping[str, str | None]) -> Asked:
    """Return what a manifest says was asked."""

    def day(name: str) -> date | None:
        text = plain[name]
        return date.fromisoformat(text) if text else None

    start, end, as_of, what, engine = day("start"), day("end"), day("as_of"), plain["what"], plain["engine"]
    if not (start and end and as_of and what and engine):
        raise ValueError("what was asked is not whole")
    joined = (day("joined_start"), day("joined_end"))
    with_cases = plain.get("with_cases") == "True"
    return Asked(
        what, start, end, *joined, as_of, plain["reference"], engine, plain.get("spells"), with_cases
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Say in words in what two runs differ that were asked the same: code, submissions, reference tables, figures."""
    found = []
    if before["opencld"] != after["opencld"]:
        found.append(f"The code was version {before['opencld']}, and is {after['opencld']} now.")
    ids = [
        {one["submission_id"]: one["content_hash"] for one in run["submissions"]} for run in (before, after)
    ]
    if ids[0] != ids[1]:
        changed = sorted(one for one in {*ids[0], *ids[1]} if ids[0].get(one) != ids[1].get(one))
        found.append(f"Other submissions were read: {', '.join(map(str, changed))}.")
    if before.get("spells") != after.get("spells"):
        found.append("Other hospital spells were read.")
    tables = [name for name, sum_ in before["references"].items() if after["references"].get(name) != sum_]
    if tables:
        found.append(f"Reference tables differ: {', '.join(tables)}.")
    files = [name for name, file in before["files"].items() if after["files"].get(name) != file]
    if files:
        found.append(f"Tables differ: {', '.join(files)}.")
    return found


def _plain(made: Made) -> list[dict[str, Any]]:
    columns = ("submission_id", "la_code", "imported_at", "rows", "content_hash")
    known = [name for name in columns if name in made.submissions.columns]
    rows: Sequence[dict[str, Any]] = made.submissions.select(known).sort("submission_id").to_dicts()
    return [
        {name: value if isinstance(value, int) else str(value) for name, value in row.items()} for row in rows
    ]


def _hash_of_table(table: Any) -> str:
    return hashlib.sha256(table.write_csv().encode()).hexdigest()


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def written_beside(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; when all went well, its files go into the right one, the manifest last."""
    if folder.exists() and not folder.is_dir():
        raise Misused(f"{folder} is a file. Name a folder for the tables.")
    beside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".unfinished", dir=folder.parent))
        yield beside
        folder.mkdir(exist_ok=True)
        for path in sorted(beside.iterdir(), key=lambda path: path.suffix == ".json"):
            path.replace(folder / path.name)
    except OSError as error:
        raise CannotWrite(
            f"The tables could not be written to {folder}: {error.strerror or error}. Nothing was left half-written."
        ) from None
    finally:
        if beside:
            shutil.rmtree(beside, ignore_errors=True)
