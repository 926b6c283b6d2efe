"""Measure the checks against their limits: `python -m bench`, or `make bench`.

Whole processes are measured, with the file cache warm, as medians of interleaved runs. The parts:

load    checking a return against merely reading it into a DuckDB table
peers   the same return checked by pandas and by pandera, types, defined lists and mandatory cells only
growth  a tenth and five times the rows: time grows no faster than the rows, memory has a bound
compare two consecutive returns: comparing them against checking both
reports a return with a finding on each tenth row, checked plainly, and with every report and the annotated return
fix     taking the safe suggestions of the same return, against its check
landing landing a return against checking it
small   60,000 rows from start to findings, and how long `cld --help` takes
preview the figures of 60,000 rows before they are sent, against checking them
cases   measures with and without who is counted, of one round of an invented England
lineage what became of every row of a submission, against the single table of that round
england figures of an invented England: against sorting what they are made of, and how they grow; takes long
synth   inventing returns: rows a second, and that memory does not grow with them
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import england
from bench.commands import (
    PEERS,
    REPORTS,
    compare,
    consecutive_returns,
    fix,
    land,
    load,
    peer,
    preview,
    return_of,
    show_help,
    synth,
    validate,
    validate_both,
    validate_with_reports,
)
from bench.figures import GIGABYTE, Figure, markdown_table, plain_table
from bench.measuring import MeasuringError, measure, measure_interleaved

ROWS_OF_SMALL_RETURN = 60_000
SHARE_WITH_FINDINGS = 0.1
MEGABYTE = 1_000_000
ONE_ROUND = 1 / 30
"""The scale of the England of which one round is enough."""
ROWS_OF_SYNTH = 87_000
"""What Lincolnshire has at scale 1."""
SCALES = (0.01, 1 / 30)
LARGE_AUTHORITIES = ("503", "413", "506", "609", "607")


@dataclass(frozen=True)
class Setting:
    """What is measured: the command, the rows of the usual return, how many runs, the sizes of the invented England."""

    cld: Path
    rows: int
    runs: int
    scales: tuple[float, ...]


def main() -> None:
    """Measure the parts asked for and print the table. Exit code 1: a limit is not met; 2: not measured."""
    options = _options()
    setting = Setting(options.cld, options.rows, options.runs, options.scales)
    figures: list[Figure] = []
    try:
        for part in options.only:
            print(f"{part} ...", file=sys.stderr)
            figures += PARTS[part](setting)
        table = plain_table(figures)
        if options.markdown:
            options.markdown.write_text(markdown_table(figures, setting.runs, "peers" in options.only))
    except MeasuringError as failure:
        print(f"Not measured. {failure}", file=sys.stderr)
        sys.exit(2)
    print(table)
    sys.exit(0 if all(figure.is_met for figure in figures) else 1)


def measure_load(setting: Setting) -> list[Figure]:
    """Compare checking a return with merely reading it."""
    cld_return = return_of(setting.rows)
    commands = {"cld validate": validate(setting.cld, cld_return), "DuckDB load": load(cld_return)}
    taken = measure_interleaved(commands, setting.runs)
    checking, loading = taken["cld validate"], taken["DuckDB load"]
    rows = f"{setting.rows:,} rows"
    return [
        Figure(f"cld validate, {rows}", checking.seconds, "s"),
        Figure(f"DuckDB load, {rows}", loading.seconds, "s"),
        Figure("cld validate / DuckDB load", checking.seconds / loading.seconds, limit=1.2, aim=0.8),
        Figure(f"cld validate, {rows}: peak memory", checking.peak_bytes / GIGABYTE, "GB"),
        Figure(f"DuckDB load, {rows}: peak memory", loading.peak_bytes / GIGABYTE, "GB"),
    ]


def measure_peers(setting: Setting) -> list[Figure]:
    """Compare the peers, which check less, with merely reading the return and with checking it."""
    cld_return = return_of(setting.rows)
    commands = {name: peer(name, cld_return) for name in PEERS}
    commands |= {"cld validate": validate(setting.cld, cld_return), "DuckDB load": load(cld_return)}
    taken = measure_interleaved(commands, setting.runs)
    checking, loading = taken["cld validate"].seconds, taken["DuckDB load"].seconds
    figures = []
    for name in PEERS:
        figures += [
            Figure(f"{name}, {setting.rows:,} rows", taken[name].seconds, "s"),
            Figure(f"{name} / DuckDB load", taken[name].seconds / loading),
            Figure(f"{name} / cld validate", taken[name].seconds / checking),
            Figure(f"{name}: peak memory", taken[name].peak_bytes / GIGABYTE, "GB"),
        ]
    return figures


def measure_growth(setting: Setting) -> list[Figure]:
    """Compare a tenth of the rows with five times the rows."""
    few, many = setting.rows // 10, setting.rows * 5
    commands = {f"{rows:,} rows": validate(setting.cld, return_of(rows)) for rows in (few, many)}
    taken = measure_interleaved(commands, setting.runs)
    small, large = taken[f"{few:,} rows"], taken[f"{many:,} rows"]
    growth = (large.seconds / small.seconds) / (many / few)
    return [
        Figure(f"cld validate, {few:,} rows", small.seconds, "s"),
        Figure(f"cld validate, {many:,} rows", large.seconds, "s"),
        Figure("Growth of time / growth of rows", growth, limit=1.2),
        Figure(f"cld validate, {many:,} rows: peak memory", large.peak_bytes / GIGABYTE, "GB", limit=1.0),
    ]


def measure_reports(setting: Setting) -> list[Figure]:
    """Compare checking a return with a finding on each tenth row with writing every report of it as well."""
    cld_return = return_of(setting.rows, SHARE_WITH_FINDINGS)
    commands = {
        "plain": validate(setting.cld, cld_return),
        "with reports": validate_with_reports(setting.cld, cld_return),
    }
    taken = measure_interleaved(commands, setting.runs)
    plain, reporting = taken["plain"], taken["with reports"]
    rows = f"{setting.rows:,} rows"
    page = REPORTS[0].stat().st_size / MEGABYTE
    return [
        Figure(f"cld validate, {rows}: processor time", plain.processor_seconds, "s"),
        Figure(f"with all reports, {rows}: processor time", reporting.processor_seconds, "s"),
        Figure(
            "With all reports / plain, processor time",
            reporting.processor_seconds / plain.processor_seconds,
            limit=2,
        ),
        Figure("With all reports / plain, by the clock", reporting.seconds / plain.seconds, limit=2),
        Figure(f"with all reports, {rows}: peak memory", reporting.peak_bytes / GIGABYTE, "GB"),
        Figure(f"page, {rows}", page, "MB", limit=10, below=True),
    ]


def measure_compare(setting: Setting) -> list[Figure]:
    """Compare comparing two consecutive returns with checking both."""
    returns = consecutive_returns(setting.rows)
    commands = {
        "cld validate": validate_both(setting.cld, returns),
        "cld compare": compare(setting.cld, returns),
    }
    taken = measure_interleaved(commands, setting.runs)
    checking, comparing = taken["cld validate"], taken["cld compare"]
    rows = f"twice {setting.rows:,} rows"
    return [
        Figure(f"cld validate, {rows}", checking.seconds, "s"),
        Figure(f"cld compare, {rows}", comparing.seconds, "s"),
        Figure("cld compare / cld validate of both", comparing.seconds / checking.seconds, limit=1.5),
        Figure(
            "cld compare / cld validate of both, processor time",
            comparing.processor_seconds / checking.processor_seconds,
        ),
        Figure(f"cld compare, {rows}: peak memory", comparing.peak_bytes / GIGABYTE, "GB"),
    ]


def measure_landing(setting: Setting) -> list[Figure]:
    """Compare landing a return with checking it."""
    cld_return = return_of(setting.rows)
    commands = {"cld land": land(setting.cld, cld_return), "cld validate": validate(setting.cld, cld_return)}
    taken = measure_interleaved(commands, setting.runs)
    landing, checking = taken["cld land"], taken["cld validate"]
    rows = f"{setting.rows:,} rows"
    return [
        Figure(f"cld land, {rows}", landing.seconds, "s"),
        Figure("cld land / cld validate", landing.seconds / checking.seconds, limit=2),
        Figure(
            "cld land / cld validate: processor time", landing.processor_seconds / checking.processor_seconds
        ),
        Figure(f"cld land, {rows}: peak memory", landing.peak_bytes / GIGABYTE, "GB"),
    ]


def measure_fix(setting: Setting) -> list[Figure]:
    """Compare taking the safe suggestions with the check of the same return."""
    cld_return = return_of(setting.rows, SHARE_WITH_FINDINGS)
    commands = {"cld validate": validate(setting.cld, cld_return), "cld fix": fix(setting.cld, cld_return)}
    taken = measure_interleaved(commands, setting.runs)
    checking, fixing = taken["cld validate"], taken["cld fix"]
    rows = f"{setting.rows:,} rows"
    return [
        Figure(f"cld fix, {rows}: processor time", fixing.processor_seconds, "s"),
        Figure(
            "cld fix / cld validate, processor time",
            fixing.processor_seconds / checking.processor_seconds,
            limit=2.5,
        ),
        Figure("cld fix / cld validate, by the clock", fixing.seconds / checking.seconds, limit=2.5),
        Figure(f"cld fix, {rows}: peak memory", fixing.peak_bytes / GIGABYTE, "GB"),
    ]


def measure_small(setting: Setting) -> list[Figure]:
    """Measure a small authority's return from start to findings, and starting alone."""
    commands = {
        "cld validate": validate(setting.cld, return_of(ROWS_OF_SMALL_RETURN)),
        "cld --help": show_help(setting.cld),
    }
    taken = measure_interleaved(commands, setting.runs)
    checking, helping = taken["cld validate"], taken["cld --help"]
    rows = f"{ROWS_OF_SMALL_RETURN:,} rows"
    return [
        Figure(f"cld validate, {rows}: processor time", checking.processor_seconds, "s", limit=2, below=True),
        Figure(f"cld validate, {rows}", checking.seconds, "s"),
        Figure("cld --help", helping.seconds, "s", limit=0.3, below=True),
    ]


def measure_preview(setting: Setting) -> list[Figure]:
    """Compare making the figures of a small authority's return with checking it."""
    cld_return = return_of(ROWS_OF_SMALL_RETURN)
    commands = {
        "cld validate": validate(setting.cld, cld_return),
        "cld preview": preview(setting.cld, cld_return),
    }
    taken = measure_interleaved(commands, setting.runs)
    checking, previewing = taken["cld validate"], taken["cld preview"]
    rows = f"{ROWS_OF_SMALL_RETURN:,} rows"
    return [
        Figure(f"cld preview, {rows}", previewing.seconds, "s", limit=10, below=True),
        Figure("cld preview / cld validate, by the clock", previewing.seconds / checking.seconds, limit=3),
        Figure(
            "cld preview / cld validate, processor time",
            previewing.processor_seconds / checking.processor_seconds,
            limit=3,
        ),
        Figure(f"cld preview, {rows}: peak memory", previewing.peak_bytes / GIGABYTE, "GB"),
    ]


def measure_cases(setting: Setting) -> list[Figure]:
    """Compare each measure with and without its cases."""
    home = england.home_of(setting.cld, ONE_ROUND, rounds=1)
    figures = []
    for name in england.ASCOF:
        commands = {
            f"{name}{' with cases' if with_cases else ''}": england.measured_with_cases(
                setting.cld, home, name, with_cases
            )
            for with_cases in (False, True)
        }
        without, with_cases = measure_interleaved(commands, setting.runs).values()
        figures += [
            Figure(
                f"{name}, one round: processor time",
                without.processor_seconds,
                "s",
            ),
            Figure(
                f"{name} with cases / without, processor time",
                with_cases.processor_seconds / without.processor_seconds,
                limit=1.5,
            ),
            Figure(
                f"{name} with cases / without, by the clock", with_cases.seconds / without.seconds, limit=1.5
            ),
        ]
    return figures


def measure_lineage(setting: Setting) -> list[Figure]:
    """Compare telling what became of a submission's rows with making the single table of its round."""
    home = england.home_of(setting.cld, ONE_ROUND, rounds=1)
    commands = {
        "single table": england.single_table(setting.cld, home),
        "cld lineage": england.lineage(setting.cld, home),
    }
    single, lineage = measure_interleaved(commands, setting.runs).values()
    return [
        Figure("single table, one round: processor time", single.processor_seconds, "s"),
        Figure(
            "cld lineage / single table, processor time",
            lineage.processor_seconds / single.processor_seconds,
            limit=2,
        ),
        Figure("cld lineage / single table, by the clock", lineage.seconds / single.seconds, limit=2),
    ]


def measure_synth(setting: Setting) -> list[Figure]:
    """Invent the return of Lincolnshire, and five such returns."""
    one, five = (
        synth(setting.cld, authorities) for authorities in (LARGE_AUTHORITIES[:1], LARGE_AUTHORITIES)
    )
    taken = measure_interleaved({"one return": one, "five returns": five}, setting.runs)
    one_return, five_returns = taken["one return"], taken["five returns"]
    seconds = one_return.seconds * 30_000 / ROWS_OF_SYNTH
    growth = five_returns.peak_bytes / one_return.peak_bytes
    return [
        Figure("cld synth: time for 30,000 rows", seconds, "s", limit=1),
        Figure("cld synth, one return: peak memory", one_return.peak_bytes / GIGABYTE, "GB"),
        Figure("cld synth: peak memory for five returns / for one", growth, limit=1.2),
    ]


def measure_england(setting: Setting) -> list[Figure]:
    """Compare the joined table of an invented England with sorting what it is made of, and see how both grow."""
    figures, seconds, rows = [], [], []
    for scale in setting.scales:
        home = england.home_of(setting.cld, scale)
        measure(england.joined_table(setting.cld, home))  # whose manifest says what there is to sort
        commands = {"joined table": england.joined_table(setting.cld, home), "sorting": england.sorting(home)}
        taken = measure_interleaved(commands, setting.runs)
        joined, sorting = taken["joined table"], taken["sorting"]
        peaks = [measure(england.measured(setting.cld, home, name)).peak_bytes for name in england.ASCOF]
        seconds.append(joined.seconds)
        rows.append(england.rows_read(home))
        size = f"England at {scale:.3f}, {rows[-1]:,} rows"
        figures += [
            Figure(f"joined table, {size}", joined.seconds, "s"),
            Figure(f"joined table / sorting, {size}", joined.seconds / sorting.seconds, limit=4),
            Figure(
                f"joined table and ASCOF, {size}: peak memory",
                max(joined.peak_bytes, *peaks) / GIGABYTE,
                "GB",
                limit=6,
            ),
        ]
    if len(rows) == 1:
        return figures
    growth = (seconds[-1] / seconds[0]) / (rows[-1] / rows[0])
    return [*figures, Figure("Joined table: growth of time / growth of rows", growth, limit=1.2)]


PARTS: dict[str, Callable[[Setting], list[Figure]]] = {
    "load": measure_load,
    "peers": measure_peers,
    "growth": measure_growth,
    "reports": measure_reports,
    "compare": measure_compare,
    "landing": measure_landing,
    "fix": measure_fix,
    "small": measure_small,
    "preview": measure_preview,
    "cases": measure_cases,
    "lineage": measure_lineage,
    "synth": measure_synth,
    "england": measure_england,
}
USUALLY = [part for part in PARTS if part not in ("cases", "lineage", "england")]
"""What is measured unless asked otherwise: landing an England takes too long to do by the way."""


def _options() -> argparse.Namespace:
    beside_python = Path(sys.executable).with_name("cld")
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=_parts, default=USUALLY, help="parts, with commas between them")
    parser.add_argument("--rows", type=_count(10), default=1_000_000, help="rows of the usual return")
    parser.add_argument("--runs", type=_count(1), default=7, help="measured runs of each process")
    parser.add_argument(
        "--scales",
        type=_scales,
        default=SCALES,
        help="sizes of the invented England, with commas between them",
    )
    parser.add_argument("--markdown", type=Path, help="also write the table as Markdown")
    parser.add_argument("--cld", type=Path, default=beside_python, help="the command to measure")
    return parser.parse_args()


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := [part for part in parts if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    return parts


def _scales(text: str) -> tuple[float, ...]:
    try:
        scales = tuple(float(scale) for scale in text.split(","))
    except ValueError:
        scales = ()
    if not scales or not all(0 < scale <= 1 for scale in scales):
        raise argparse.ArgumentTypeError(f"{text!r} does not name shares of England, like 0.01")
    return scales


def _count(least: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of {least} or more")
        return int(text)

    return whole_number
