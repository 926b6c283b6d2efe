"""What a comparison says a return does to each measure: the figures of a preview, then and now."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from opencld.cli import cld
from opencld.comparison.measured import FigureChange, Measured, figure_row, same_told, write_figures
from opencld.errors import CannotWrite, Misused

AS_OF = ("--as-of", "2026-05-05")


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two consecutive returns of Lincolnshire, invented."""
    folder = tmp_path_factory.mktemp("invented") / "returns"
    asked = ("--la-code", "503", "--quarter", "2026-03-31", "--rounds", 2, "--scale", 0.05, "--out", folder)
    assert CliRunner().invoke(cld, ["synth", *map(str, asked)]).exit_code == 0
    last, this = sorted(folder.glob("503*.csv"))
    return last, this


@pytest.fixture(scope="module")
def outputs(returns: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of everything that a comparison with measures writes, and what it printed."""
    folder = tmp_path_factory.mktemp("compared")
    reports = [
        part for ending in ("html", "xlsx", "md") for part in ("--report", folder / f"report.{ending}")
    ]
    result = run("compare", *returns, "--measures", "--figures", folder / "figures.csv", *reports)
    assert result.exit_code == 0, result.output
    (folder / "printed.txt").write_text(result.output)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, [*map(str, arguments), *AS_OF])


def test_the_figures_then_and_now_are_those_of_a_preview(
    returns: tuple[Path, Path], outputs: Path, tmp_path: Path
) -> None:
    last, this = returns
    assert run("preview", this, "--previous", last, "--out", tmp_path / "out").exit_code == 0
    columns = ["measure", "figure", "group", "last", "this", "change", "numerator", "denominator"]
    want = pl.read_csv(tmp_path / "out" / "figures.csv").rename({"previous": "last", "value": "this"})
    want = want.filter(pl.col("figure").is_not_null()).select(columns)
    got = pl.read_csv(outputs / "figures.csv")
    assert want.height > 100
    assert got.filter(pl.col("figure").is_not_null()).select(columns).equals(want)
    assert got.filter(pl.col("figure").is_null())["measure"].to_list() == ["ascof-2d"]


def test_every_form_says_what_changes_and_what_two_files_cannot_show(outputs: Path) -> None:
    for name in ("printed.txt", "report.html", "report.md"):
        text = " ".join((outputs / name).read_text(encoding="utf-8").split())
        for said in (
            "What it does to each measure",
            "What two files cannot show",
            "once it has this one too",
            "ascof-2e",
        ):
            assert said in text, (name, said)
    workbook = CalamineWorkbook.from_path(outputs / "report.xlsx")
    header, *rows = workbook.get_sheet_by_name("Measures").to_python()
    assert header[:6] == ["Measure", "Figure", "Of", "Last", "This", "Change"]
    assert {row[0] for row in rows} > {"ascof-2a", "ascof-2e", "requests", "costs"}
    [limits] = [
        row[1]
        for row in workbook.get_sheet_by_name("Summary").to_python()
        if row[0] == "What two files cannot show"
    ]
    assert "Other authorities" in str(limits)


def test_a_comparison_without_measures_says_at_its_end_how_to_ask(returns: tuple[Path, Path]) -> None:
    printed = run("compare", *returns).output
    assert printed.rstrip().endswith("add --measures.")
    assert "What it does to each measure" not in printed


def test_a_return_that_would_be_rejected_is_compared_only_without_measures(
    returns: tuple[Path, Path], tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    text = returns[1].read_text(encoding="utf-8")
    rejected.write_text(text.replace("Event Type", "Type", 1), encoding="utf-8")
    refused = run("compare", returns[0], rejected, "--measures", "--changes", tmp_path / "changes.csv")
    assert isinstance(refused.exception, Misused)
    assert str(refused.exception).startswith("The portal would reject rejected.csv")
    assert "leave out --measures and --figures" in str(refused.exception)
    assert not (tmp_path / "changes.csv").exists()


def test_figures_that_exist_are_kept_unless_forced(returns: tuple[Path, Path], tmp_path: Path) -> None:
    there = tmp_path / "figures.csv"
    there.write_text("mine")
    assert isinstance(run("compare", *returns, "--figures", there).exception, CannotWrite)
    assert there.read_text() == "mine"


def test_a_figure_of_nobody_is_no_nought_and_has_no_change() -> None:
    assert figure_row(FigureChange("m", "percent", "all", None, 12.0)) == (
        "m",
        "percent",
        "all",
        "none",
        "12",
        "",
    )
    assert figure_row(FigureChange("m", "percent", "all", 12.5, 12.5)) == (
        "m",
        "percent",
        "all",
        "12.5",
        "12.5",
        "=",
    )
    assert figure_row(FigureChange("m", "people", "all", 1200, 1100))[3:] == ("1,200", "1,100", "-100")


def test_only_figures_that_differ_count_as_changed() -> None:
    figures = (FigureChange("m", "people", "a", 1, 1), FigureChange("m", "people", "b", None, 1))
    measured = Measured((), figures, (), ())
    assert measured.changed == figures[1:]
    assert same_told(measured) == "1 of 2 figures are the same."
    assert same_told(Measured((), figures[1:], (), ())) == ""


@pytest.mark.parametrize(
    ("ending", "read"), [("csv", pl.read_csv), ("parquet", pl.read_parquet), ("json", pl.read_json)]
)
def test_a_table_of_figures_has_a_row_for_each_and_for_each_measure_without(
    ending: str, read: object, tmp_path: Path
) -> None:
    assert callable(read)
    measured = Measured((), (FigureChange("m", "people", "a", 1, 3),), (("n", "It needs more."),), ())
    path = tmp_path / f"figures.{ending}"
    write_figures(path, measured)
    rows = read(path).select("measure", "change", "not_shown").rows()
    assert rows == [("m", 2.0, None), ("n", None, "It needs more.")]
    with pytest.raises(Misused, match="figures"):
        write_figures(tmp_path / "figures.txt", measured)
