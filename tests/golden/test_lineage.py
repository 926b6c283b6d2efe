"""The lineage of a submission agrees with the main table, row for row, and adds up to the rows received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from opencld.cli import cld as command
from opencld.errors import Misused
from opencld.lineage import Lineage, fates
from opencld.lineage.page import page
from opencld.main_tables import Kind
from opencld.pipeline.figures import read_references
from opencld.pipeline.lineage import find_traced, trace
from opencld.sql import Engine, open_engine
from tests.golden.golden_set import MAPPINGS
from tests.golden.landed import Golden
from tests.landing.homes import a_return, land, with_key  # noqa: F401 - a fixture
from tests.validation.little_returns import an_event

AS_OF = date(2026, 5, 5)
YEAR = (date(2025, 4, 1), date(2026, 3, 31))
YEARS = (date(2023, 4, 1), date(2026, 3, 31))
TRACED: list[tuple[int, Kind, tuple[date, date]]] = [
    (80, "single", YEAR), (60, "joined", YEARS), (75, "joined", YEARS), (25, "joined", YEARS),
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", tmp_path_factory.mktemp("lineage"), 1000) as opened:
        yield opened


def traced(engine: Engine, home: Path, number: int, kind: Kind, days: tuple[date, date]) -> Lineage:
    found = find_traced(home, number, kind, *days, AS_OF)
    return trace(engine, found, read_references(MAPPINGS))


@pytest.mark.parametrize(("number", "kind", "days"), TRACED)
def test_counts_add_up_and_every_row_has_a_fate(
    engine: Engine, golden_home: Path, number: int, kind: Kind, days: tuple[date, date]
) -> None:
    lineage = traced(engine, golden_home, number, kind, days)
    rows = engine.frame("lineage_rows")
    assert lineage.counts["rows"].sum() == lineage.received
    assert rows["row"].sort().to_list() == list(range(1, lineage.received + 1))
    assert rows["fate"].null_count() == 0
    assert lineage.why_not == ""


@pytest.mark.parametrize(("number", "kind", "days"), TRACED)
def test_rows_kept_are_those_of_the_main_table_with_their_ends(
    engine: Engine, golden: Golden, number: int, kind: Kind, days: tuple[date, date]
) -> None:
    traced(engine, golden.home, number, kind, days)
    rows = engine.frame("lineage_rows")
    [made] = golden.made(f"tables {kind}")
    main = pl.read_csv(
        made / f"main_{kind}.csv",
        columns=["submission_id", "record_id", "event_end"],
        schema_overrides={"event_end": pl.Date},
    )
    kept = rows.filter(pl.col("fate").is_in(["kept", "closed"]))
    own = main.filter(pl.col("submission_id") == number)
    columns = ["record_id", "event_end"]
    assert kept.select(columns).sort(columns).equals(own.select(columns).sort(columns))
    # who lost is in the main table under the record that won
    merged = rows.filter(pl.col("fate") == "merged")["merged_into_record_id"]
    assert merged.len() > 0
    assert merged.is_in(main["record_id"].implode()).all()
    closed = kept.filter(pl.col("fate") == "closed")
    assert (closed["event_end"] != closed["event_end_submitted"]).fill_null(True).all()


def test_a_submission_that_a_later_one_replaced_names_it(engine: Engine, golden_home: Path) -> None:
    lineage = traced(engine, golden_home, 60, "single", (date(2025, 4, 1), date(2026, 3, 31)))
    assert lineage.counts["fate"].to_list() == ["not selected"]
    assert lineage.counts["rows"].to_list() == [lineage.received]
    assert "covers no whole reference period" in lineage.why_not


def test_the_last_file_of_birchwick_came_after_the_day(engine: Engine, golden_home: Path) -> None:
    lineage = traced(engine, golden_home, 83, "single", YEAR)
    assert "after the day as of which the table is made" in lineage.why_not


def test_the_page_has_the_counts_and_the_first_rows(engine: Engine, golden_home: Path) -> None:
    lineage = traced(engine, golden_home, 60, "joined", YEARS)
    html = page(lineage, engine.frame("lineage_rows"))
    for fate, reason, rows in lineage.counts.select("fate", "reason", "rows").iter_rows():
        assert fate in html
        assert reason.replace("'", "&#39;") in html
        assert f"{rows:,}" in html
    assert "Yes, for 1 of 12 quarters." in html


def test_the_command_writes_all_rows_and_a_page(golden_home: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "rows.csv", tmp_path / "page.html"
    done = CliRunner().invoke(
        command,
        [
            "lineage", "80", "--home", str(golden_home), "--as-of", str(AS_OF), "--reference", str(MAPPINGS),
            "--out", str(out), "--report", str(report),
        ],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0
    assert "2,594 rows received" in done.output
    assert pl.read_csv(out).height == 2594
    assert "What became of submission 80" in report.read_text(encoding="utf-8")


def test_refused_rows_count_as_received(tmp_path: Path, engine: Engine) -> None:
    path = a_return(tmp_path / "return.csv", *(an_event("service", la_code="503") for _ in range(3)))
    path.write_text(path.read_text(encoding="utf-8") + "\r\n", encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + "one,cell,too,few\r\n", encoding="utf-8")
    submission = land(tmp_path / "home", path)
    assert submission.rows_refused > 0
    end = submission.derived_end or date(2026, 3, 31)
    lineage = traced(
        engine, tmp_path / "home", 1, "single", (date(end.year - 1, 4, 1), date(end.year, 3, 31))
    )
    assert lineage.counts["rows"].sum() == submission.rows


def test_a_number_that_there_is_not_is_refused(golden_home: Path) -> None:
    with pytest.raises(Misused, match="There is no submission 999"):
        find_traced(golden_home, 999, "single", None, None, AS_OF)


def test_every_fate_is_listed_once() -> None:
    listed = fates()
    assert listed["step"].is_unique().all()
    assert listed["place"].to_list() == list(range(1, listed.height + 1))
