"""Previews: figures straight from returns, equal to the published method's; what is refused, and what is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from opencld.cli import cld
from opencld.nhs_number import is_valid
from opencld.pipeline.contradictions import contradicting_events
from tests.golden.golden_set import HOSPITAL_SPELLS, MAPPINGS, expected

AS_OF = ("--as-of", "2026-05-05", "--reference", str(MAPPINGS))
RATES = {"ascof-2b-2c": "rate_per_100000", "waiting-times": "median_days"}


@pytest.fixture(scope="module")
def returns(golden_home: Path) -> dict[str, list[Path]]:
    """The golden set's returns by council, in the order of their periods."""
    files = sorted((golden_home.parent / "submissions").glob("*.csv"))
    codes = {file.name[:3] for file in files}
    return {code: [file for file in files if file.name.startswith(code)] for code in codes}


@pytest.fixture(scope="module")
def whole(returns: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a preview of all returns of council 991 leaves, with cases."""
    out = tmp_path_factory.mktemp("preview") / "out"
    result = run(*returns["991"], "--cases", "--out", out)
    assert result.exit_code == 0, result.output
    return out


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cld, ["preview", *map(str, arguments), *AS_OF])


def refusal(*arguments: object) -> str:
    """Return what is said when a preview is refused, which must be an error of ours and no fault of the program."""
    result = run(*arguments)
    assert result.exit_code != 0
    assert type(result.exception).__module__ == "opencld.errors", result.exception
    return str(result.exception)


@pytest.mark.parametrize("measure", ["ascof-2a", "ascof-2b-2c", "ascof-2e", "ascof-3d", "waiting-times"])
def test_figures_of_all_returns_of_a_council_equal_the_published_method(whole: Path, measure: str) -> None:
    value = RATES.get(measure, "percent")
    numerator = (
        pl.lit(None, pl.String).alias("n") if measure == "waiting-times" else pl.col("numerator").alias("n")
    )
    want = expected(measure.replace("-", "_")).filter(pl.col("la_code") == "991")
    if "period_end" in want.columns:
        want = want.filter(pl.col("period_end") == "2026-03-31")
    wanted = want.select(numerator.cast(pl.Int64), pl.col(value).cast(pl.Float64)).rows()
    figures = pl.read_csv(whole / "figures.csv").filter(pl.col("measure") == measure)
    assert figures.height > 1
    found = figures.select("numerator", pl.col("value").fill_null(0)).rows()
    assert sorted(found, key=str) == sorted(wanted, key=str)


def test_sums_and_people_equal_the_published_method(whole: Path) -> None:
    figures = pl.read_csv(whole / "figures.csv")

    def total(name: str) -> float:
        return float(figures.filter(pl.col("figure") == name)["value"].sum())

    def wanted(table: str, column: str) -> float:
        rows = expected(table).filter(pl.col("la_code") == "991")
        return float(rows[column].cast(pl.Float64).sum())

    for table in ("requests", "assessments", "reviews"):
        assert total(table) == wanted(table, "events")
    assert total("pounds in the last quarter") == pytest.approx(wanted("costs", "cost_in_quarter"), rel=1e-4)
    people = figures.filter(pl.col("measure") == "person-details")["value"].sum()
    last_year = pl.col("period_end") == "2026-03-31"
    assert people == expected("person_details").filter(pl.col("la_code") == "991", last_year).height


def test_the_cases_add_up_to_the_figure_and_name_people_by_local_identifier_alone(
    whole: Path, returns: dict[str, list[Path]]
) -> None:
    cases = pl.read_csv(whole / "991_ascof_2a_cases.csv", infer_schema=False)
    [figure] = pl.read_csv(whole / "figures.csv").filter(
        pl.col("measure") == "ascof-2a", pl.col("group") == "Total"
    ).select("numerator", "denominator").rows()  # fmt: skip
    counted = tuple(cases[name].cast(pl.Int64).sum() for name in ("in_numerator", "in_denominator"))
    assert counted == figure
    submitted = pl.concat([pl.read_csv(file, infer_schema=False) for file in returns["991"]], how="diagonal")
    known = {text.strip() for text in submitted["LA Person Unique Identifier"].drop_nulls()}
    told = cases["la_person_unique_identifier"].drop_nulls().str.split("; ").explode()
    assert told.len()
    assert set(told) <= known
    references = cases["event_reference"].drop_nulls().str.split("; ").explode()
    assert references.len() > cases.height // 2
    assert set(references) <= {text.strip() for text in submitted["Event Reference"].drop_nulls()}
    for file in whole.glob("*.csv"):
        assert not set(file.read_text(encoding="utf-8").replace("\n", ",").split(",")) & set(
            submitted["NHS Number"]
        )


def test_names_and_nhs_numbers_are_in_cases_only_when_asked_for(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    last = returns["991"][-1]
    result = run(last, "--cases", "--show-identifiers", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    cases = pl.read_csv(tmp_path / "out" / "991_ascof_2e_cases.csv", infer_schema=False)
    numbers = cases["nhs_number"].drop_nulls().str.split("; ").explode()
    assert any(is_valid(number) for number in numbers)
    assert {"first_name", "last_name", "la_person_unique_identifier"} <= set(cases.columns)


@pytest.mark.needs_more
def test_previous_figures_and_those_after_repair_stand_beside(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    *_, before, last = returns["991"]
    result = run(last, "--previous", before, "--fixed", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "01/04/2025 to 31/03/2026; previous 01/01/2025 to 31/12/2025" in result.output
    assert "the centre's joined table on 01/04/2023" in result.output
    figures = pl.read_csv(tmp_path / "out" / "figures.csv").filter(pl.col("figure") == "requests")
    alone = run(before, "--out", tmp_path / "alone")
    assert alone.exit_code == 0, alone.output
    then = pl.read_csv(tmp_path / "alone" / "figures.csv").filter(pl.col("figure") == "requests")
    assert figures["previous"].drop_nulls().to_list() == then["value"].to_list()
    assert figures["fixed"].null_count() == 0
    assert "By fixing" in result.output


def test_two_councils_have_figures_of_their_own(returns: dict[str, list[Path]], tmp_path: Path) -> None:
    both = run(returns["991"][-1], returns["992"][-1], "--out", tmp_path / "both")
    one = run(returns["992"][-1], "--out", tmp_path / "one")
    assert both.exit_code == one.exit_code == 0, both.output
    together = pl.read_csv(tmp_path / "both" / "figures.csv")
    assert set(together["la_code"]) == {991, 992}
    alone = pl.read_csv(tmp_path / "one" / "figures.csv")
    assert together.filter(pl.col("la_code") == 992).sort("measure", "group").equals(
        alone.sort("measure", "group")
    )  # fmt: skip


def test_what_cannot_be_shown_is_said_and_is_no_nought(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    header, row, *_ = returns["991"][-1].read_text(encoding="utf-8").splitlines()
    little = tmp_path / "little.csv"
    # an open service, so that no month has an event that ended
    little.write_text(f"{header}\n{row}\n", encoding="utf-8")
    result = run(little, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "no period can be derived from it" in " ".join(result.output.split())
    figures = pl.read_csv(tmp_path / "out" / "figures.csv", infer_schema=False)
    assert figures["value"].null_count() == figures.height
    assert figures["not_shown"].null_count() == 0
    assert "hospital spells" not in figures.filter(pl.col("measure") == "ascof-2d")["not_shown"][0]


def test_a_return_that_a_later_one_replaces_is_named(returns: dict[str, list[Path]], tmp_path: Path) -> None:
    last = returns["991"][-1]
    text = last.read_text(encoding="utf-8")
    again = tmp_path / "again.csv"
    again.write_text("\n".join(text.splitlines()[:-5]) + "\n", encoding="utf-8")
    result = run(last, again)
    assert result.exit_code == 0, result.output
    assert f"{last.name} is used for nothing: a later return covers" in " ".join(result.output.split())


def test_what_does_not_belong_together_is_refused(returns: dict[str, list[Path]], tmp_path: Path) -> None:
    *_, before, last = returns["991"]
    assert "are the same return" in refusal(last, last)
    assert "Exchange the two" in refusal(before, "--previous", last)
    assert "of which no return is to be previewed" in refusal(last, "--previous", returns["992"][0])
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "say where to write them" in refusal(last, "--cases")
    assert "Add --cases" in refusal(last, "--show-identifiers")
    assert "exists already" in refusal(last, "--out", tmp_path)
    assert "Save it to a file first" in refusal("-")


def test_a_return_that_the_portal_would_reject_has_no_figures(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    header, row, *_ = returns["991"][-1].read_text(encoding="utf-8").splitlines()
    rejected = tmp_path / "rejected.csv"
    rejected.write_text(f"{header}\n{row}\n".replace("Event Type", "Type", 1), encoding="utf-8")
    assert "The portal would reject rejected.csv" in refusal(rejected)
    empty = tmp_path / "empty.csv"
    empty.write_text(f"{header}\n", encoding="utf-8")
    assert "has no row that can be read" in refusal(empty)
    strange = tmp_path / "strange.csv"
    strange.write_text(f"{header}\n{row.replace('991', '123', 1)}\n", encoding="utf-8")
    assert "no LA code on the list" in refusal(strange)


def test_an_event_with_another_outcome_in_another_file_contradicts(tmp_path: Path) -> None:
    event = {
        "submission_id": 1, "nhs_number": "p", "la_person_id": "l", "event_start": "2025-05-01",
        "event_end": "2025-06-01", "event_type_folded": "SERVICE", "client_type_folded": "SERVICE USER",
        "request_route_of_access_folded": None, "assessment_type_folded": None, "service_type_folded": "A",
        "service_component_folded": "B", "event_outcome_folded": "NFA",
    }  # fmt: skip

    def written(name: str, **changed: object) -> Path:
        frame = pl.DataFrame(
            [{**event, **changed}], schema_overrides={"request_route_of_access_folded": pl.String}
        )
        frame = frame.with_columns(pl.col("assessment_type_folded").cast(pl.String))
        frame.write_parquet(tmp_path / name)
        return tmp_path / name

    first = written("1")
    assert contradicting_events([first]) == 0
    assert contradicting_events([first, written("2", submission_id=2)]) == 0
    assert contradicting_events([first, written("3", submission_id=3, event_end="2025-06-02")]) == 1
    assert contradicting_events([first, written("4", submission_id=4, event_outcome_folded="OTHER")]) == 1
    assert contradicting_events([first, written("5", submission_id=5, event_outcome_folded=None)]) == 0
    request = {"event_type_folded": "REQUEST", "event_end": "2025-06-02"}
    first = written("6", event_type_folded="REQUEST")
    assert contradicting_events([first, written("7", submission_id=7, **request)]) == 0, "two requests"


def test_a_preview_needs_none_of_the_libraries_of_the_centre(returns: dict[str, list[Path]]) -> None:
    absent = "".join(
        f"sys.modules[{name!r}] = None; "
        for name in ("sqlalchemy", "alembic", "filelock", "sqlglot", "cryptography")
    )
    program = f"import sys; {absent}from opencld.cli import main; main()"
    arguments = ["preview", str(returns["997"][-1]), *AS_OF]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Gorseham" in done.stdout


def test_reports_have_every_figure_and_lead_to_its_method(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    *_, before, last = returns["991"]
    page, book, out = tmp_path / "r.html", tmp_path / "r.xlsx", tmp_path / "out"
    options = ("--previous", before, "--cases", "--report", page, "--report", book, "--out", out)
    result = run(last, *options)
    assert result.exit_code == 0, result.output
    html = page.read_text(encoding="utf-8")
    figures = pl.read_csv(out / "figures.csv").filter(pl.col("value").is_not_null())
    for measure, value in figures.select("measure", "value").iter_rows():
        assert f'href="#method-{measure}"' in html
        assert f'id="method-{measure}"' in html
        assert f">{value:,.1f}".removesuffix(".0") in html
    assert "<svg" in html
    people = pl.read_csv(last, infer_schema=False)
    assert not any(number in html for number in people["NHS Number"].drop_nulls())
    sheet = pl.DataFrame(
        CalamineWorkbook.from_path(book).get_sheet_by_name("991 ascof-2a").to_python(), orient="row"
    )
    cases = pl.read_csv(out / "991_ascof_2a_cases.csv", infer_schema=False)
    assert set(cases["la_person_unique_identifier"]) <= set(sheet.to_series(0))
    assert "exists already" in refusal(last, "--report", page)
    assert "name a file that does" in refusal(last, "--report", tmp_path / "r.pdf")


@pytest.mark.needs_more
def test_hospital_spells_give_the_published_figures_of_2d_and_nothing_stays_behind(
    returns: dict[str, list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spells, out, scratch = tmp_path / "spells.csv", tmp_path / "out", tmp_path / "scratch"
    pl.read_parquet(HOSPITAL_SPELLS).write_csv(spells)
    scratch.mkdir()
    monkeypatch.setenv("OPENCLD_SCRATCH", str(scratch))
    result = run(*returns["991"], "--spells", spells, "--out", out)
    assert result.exit_code == 0, result.output
    assert not list(scratch.iterdir())
    figures = pl.read_csv(out / "figures.csv").filter(pl.col("figure") == "percent still at home")
    want = expected("ascof_2d_part1").filter(pl.col("la_code") == "991", pl.col("period_end") == "2025-12-31")
    counts = pl.col("numerator", "denominator").cast(pl.Int64)
    wanted = want.select(counts, pl.col("percent").cast(pl.Float64)).rows()
    found = figures.select("numerator", "denominator", "value").rows()
    assert sorted(found, key=str) == sorted(wanted, key=str)


@pytest.mark.needs_more
def test_hospital_spells_that_match_nobody_or_some_are_said_in_words(
    returns: dict[str, list[Path]], tmp_path: Path
) -> None:
    spells = pl.read_parquet(HOSPITAL_SPELLS)
    last = pl.read_csv(returns["991"][-1], infer_schema=False)
    known = set(last["NHS Number"].drop_nulls().str.replace_all(" ", ""))
    ours = pl.col("nhs_number").is_in(sorted(known))
    strangers = spells.filter(~ours | ours.is_null())
    people = strangers["nhs_number"].drop_nulls().n_unique()
    strangers.write_csv(tmp_path / "strangers.csv")
    told = " ".join(run(returns["991"][-1], "--spells", tmp_path / "strangers.csv").output.split())
    assert f"Nobody of the {people:,} people in strangers.csv is in the returns of" in told
    some = spells.filter(ours)["nhs_number"].n_unique()
    spells.write_csv(tmp_path / "all.csv")
    told = " ".join(run(returns["991"][-1], "--spells", tmp_path / "all.csv").output.split())
    assert some > 0
    assert f"{some:,} of the {people + some:,} people in all.csv are in the returns of" in told
    assert "lsoa_lookup" not in told
    spells.filter(ours).write_csv(tmp_path / "ours.csv")
    told = run(returns["991"][-1], "--spells", tmp_path / "ours.csv").output
    assert "people in ours.csv" not in " ".join(told.split())
