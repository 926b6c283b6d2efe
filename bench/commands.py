"""The processes that are measured, the invented returns they read and the peers' own environments."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.measuring import CLEAN, Command, MeasuringError

BENCH = Path(__file__).parent
DATA = BENCH / "data"
PEERS = ("pandas", "pandera")
REPORTS = tuple(DATA / f"report.{ending}" for ending in ("html", "md", "xlsx"))
HAS_FINDINGS = 1
MADE_BY = ("make_return.py", "chance.py", "people.py", "events.py", "faults.py", "invented/*.csv")
LINCOLNSHIRE = "503"
LOAD = """
import duckdb, sys
duckdb.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar=true, header=true)", sys.argv[1:])
"""


def return_of(rows: int, bad: float | None = None) -> Path:
    """Return the path of an invented return, made first where it is absent or older than what makes it.

    `bad` is the share of rows with a bad cell, where it is not the usual one.
    """
    path = DATA / (f"return_{rows}.csv" if bad is None else f"return_{rows}_{bad:g}.csv")
    changed = max(part.stat().st_mtime for pattern in MADE_BY for part in BENCH.glob(pattern))
    if not path.exists() or path.stat().st_mtime < changed:
        DATA.mkdir(exist_ok=True)
        print(f"Making {path.name} ...", file=sys.stderr)
        share = () if bad is None else ("--bad", str(bad))
        run([sys.executable, "-m", "bench.make_return", "--rows", str(rows), *share, str(path)])
    return path


def validate(cld: Path, cld_return: Path) -> Command:
    """Check the return and write its findings. Findings are no failure: the return has bad cells."""
    findings = DATA / "findings.parquet"
    arguments = (str(cld), "validate", str(cld_return), "--findings", str(findings))
    return Command(arguments, accepted=(CLEAN, HAS_FINDINGS))


def validate_with_reports(cld: Path, cld_return: Path) -> Command:
    """Check the return, write its findings, every kind of report, and the annotated return."""
    plain = validate(cld, cld_return)
    reports = [part for path in REPORTS for part in ("--report", str(path))]
    return Command((*plain.arguments, *reports, "--annotated", str(DATA / "annotated.csv")), plain.accepted)


def fix(cld: Path, cld_return: Path) -> Command:
    """Take the safe suggestions of a check of the return, and write the log."""
    arguments = (cld, "fix", cld_return, "-o", DATA / "fixed.csv", "--force")
    return Command(tuple(map(str, arguments)))


def synth(cld: Path, authorities: Sequence[str]) -> Command:
    """Invent these authorities' returns in a folder that is made anew."""
    folder = DATA / f"synth_{len(authorities)}"
    codes = " ".join(f"--la-code {code}" for code in authorities)
    arguments = f"'{cld}' synth {codes} --quarter 2026-03-31 --out '{folder}'"
    return Command(("sh", "-c", f"mkdir -p '{DATA}' && rm -rf '{folder}' && {arguments}"))


def land(cld: Path, cld_return: Path) -> Command:
    """Land the return as another submission, in a home beside the returns and under a key made for it."""
    key = DATA / "pseudonym.key"
    if not key.exists():
        run([str(cld), "key", "new", "--out", str(key)])
    os.environ["OPENCLD_PSEUDONYM_KEY"] = str(key)
    options = ("--la-code", LINCOLNSHIRE, "--home", str(DATA / "home"), "--again")
    return Command((str(cld), "land", str(cld_return), *options))


def consecutive_returns(rows: int) -> tuple[Path, Path]:
    """Return the paths of two consecutive invented returns of so many rows each, made first where they are absent."""
    paths = (DATA / f"consecutive_{rows}_last.csv", DATA / f"consecutive_{rows}_this.csv")
    if not all(path.exists() for path in paths):
        DATA.mkdir(exist_ok=True)
        print(f"Making {paths[0].name} and {paths[1].name}, which takes some minutes ...", file=sys.stderr)
        run([sys.executable, "-m", "bench.consecutive", str(rows), *map(str, paths)])
    return paths


def validate_both(cld: Path, returns: tuple[Path, Path]) -> Command:
    """Check two returns, one after the other."""
    return Command((str(cld), "validate", *map(str, returns), "--fail-on", "never"))


def compare(cld: Path, returns: tuple[Path, Path]) -> Command:
    """Compare two returns."""
    return Command((str(cld), "compare", *map(str, returns)))


def preview(cld: Path, cld_return: Path) -> Command:
    """Make the figures of a return before it is sent."""
    return Command((str(cld), "preview", str(cld_return), "--as-of", "2026-05-05"))


def show_help(cld: Path) -> Command:
    """Show the options: what starting costs."""
    return Command((str(cld), "--help"))


def load(cld_return: Path) -> Command:
    """Read the return into a DuckDB table as text and do nothing else."""
    return Command((sys.executable, "-c", LOAD, str(cld_return)))


def peer(name: str, cld_return: Path) -> Command:
    """Check types, defined lists and mandatory cells the way another tool would, in its own environment."""
    script = BENCH / "peers" / name / f"{name}_check.py"
    findings = DATA / f"findings_{name}.parquet"
    return Command((str(_python_of(name)), str(script), str(cld_return), str(findings)))


def peer_version(name: str) -> str:
    """Return the peer's version as installed in its environment."""
    ask = f"import importlib.metadata as m; print(m.version('{name}'))"
    return run([str(_python_of(name)), "-c", ask]).strip()


def _python_of(name: str) -> Path:
    """Return the Python of the peer's environment, made anew where absent or older than its requirements."""
    folder = BENCH / "peers" / name
    requirements, made = folder / "requirements.txt", folder / ".venv" / "made"
    python = folder / ".venv" / "bin" / "python"
    if not made.exists() or made.stat().st_mtime < requirements.stat().st_mtime:
        print(f"Making the environment of {name} ...", file=sys.stderr)
        run([sys.executable, "-m", "venv", "--clear", str(folder / ".venv")])
        run([str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)])
        made.touch()
    return python


def run(arguments: list[str]) -> str:
    """Run a command that is not measured. Returns what it printed. Raises MeasuringError."""
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=BENCH.parent)
    if done.returncode:
        raise MeasuringError(f"Exit code {done.returncode} from {' '.join(arguments)}\n{done.stderr[-2000:]}")
    return done.stdout
