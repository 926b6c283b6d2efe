"""An invented England in a repository of submissions, and what is measured on it.

Thirteen quarters of all 153 authorities, at a hundredth of its size and at a thirtieth; or one quarter, for what one
round is enough for. Landing them takes long, so a home once made is kept.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.commands import DATA, run
from bench.measuring import Command

ROUNDS = 13
SPAN = ("--from", "2023-04-01", "--to", "2026-03-31", "--as-of", "2026-05-05")
YEAR = ("--from", "2025-04-01", "--to", "2026-03-31", "--as-of", "2026-05-05")
ASCOF = ("ascof-2a", "ascof-2b-2c", "ascof-2e", "ascof-3d")
SORTED = """
import duckdb, json, sys
manifest, events, target = sys.argv[1:]
chosen = [one["submission_id"] for one in json.load(open(manifest))["submissions"]]
files = [f"{events}/{one}.parquet" for one in chosen]
lists = [name for name, *_ in duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files[:1]]).fetchall()]
columns = ", ".join(name for name in lists if not name.endswith("_result"))
duckdb.execute("SET memory_limit = '4GB'")
duckdb.execute(
    f"COPY (SELECT {columns} FROM read_parquet(?) ORDER BY la_code, coalesce(nhs_number, la_person_id), "
    "client_type_folded, event_type_folded, event_start, event_end, request_route_of_access_folded, "
    f"assessment_type_folded, service_type_folded, service_component_folded) TO '{target}' (FORMAT parquet)",
    [files],
)
"""


def home_of(cld: Path, scale: float, rounds: int = ROUNDS) -> Path:
    """Return a home with England at a scale, in so many quarters; made first where it is absent."""
    folder = DATA / (f"england_{scale:.3f}" if rounds == ROUNDS else f"england_{scale:.3f}_{rounds}")
    home = folder / "home"
    if not (folder / "landed").exists():
        print(f"Landing {rounds} quarters of England at {scale:.3f}, which takes long ...", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        key, returns = folder / "pseudonym.key", folder / "returns"
        os.environ["OPENCLD_PSEUDONYM_KEY"] = str(key)
        if not key.exists():
            run([str(cld), "key", "new", "--out", str(key)])
        if not returns.exists():
            invented = (
                "--england",
                "--quarter",
                "2026-03-31",
                "--rounds",
                str(rounds),
                "--scale",
                str(scale),
            )
            run([str(cld), "synth", *invented, "--out", str(returns)])
        run([str(cld), "land", "--home", str(home), "--manifest", str(returns / "submissions.csv")])
        (folder / "landed").touch()
    return home


def joined_table(cld: Path, home: Path) -> Command:
    """Make the joined table and write it."""
    out = home.parent / "joined"
    return Command(
        (str(cld), "tables", "joined", "--home", str(home), *SPAN, "--out", str(out), "--format", "parquet")
    )


def sorting(home: Path) -> Command:
    """Read the columns the joined table is made of from the same files, sort them by event identity, write them."""
    manifest, target = home.parent / "joined" / "manifest-joined.json", home.parent / "sorted.parquet"
    events = home / "pseudonymised" / "events"
    return Command((sys.executable, "-c", SORTED, str(manifest), str(events), str(target)))


def measured(cld: Path, home: Path, name: str) -> Command:
    """Make the figures of a measure, its joined table included."""
    out = home.parent / name
    return Command(
        (str(cld), "measure", name, "--home", str(home), *YEAR, "--out", str(out), "--format", "parquet")
    )


def single_table(cld: Path, home: Path) -> Command:
    """Make the single table of the last twelve months and write it."""
    out = home.parent / "single"
    return Command(
        (str(cld), "tables", "single", "--home", str(home), *YEAR, "--out", str(out), "--format", "parquet")
    )


def lineage(cld: Path, home: Path) -> Command:
    """Say of every row of a submission what became of it in the single table, and write it."""
    out = home.parent / "lineage.parquet"
    return Command((str(cld), "lineage", "1", "--home", str(home), *YEAR, "--out", str(out)))


def measured_with_cases(cld: Path, home: Path, name: str, with_cases: bool) -> Command:
    """Make the figures of a measure from one round, and where wanted who is counted and who is not."""
    out = home.parent / f"{name}_cases_{with_cases}"
    options = ("--joined-from", YEAR[1], "--out", str(out), "--format", "parquet")
    cases = ("--cases",) if with_cases else ()
    return Command((str(cld), "measure", name, "--home", str(home), *YEAR, *options, *cases))


def rows_read(home: Path) -> int:
    """Return how many rows the joined table was made from."""
    manifest = json.loads((home.parent / "joined" / "manifest-joined.json").read_text(encoding="utf-8"))
    return sum(int(one["rows"]) for one in manifest["submissions"])
