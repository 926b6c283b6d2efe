"""Figures made with more than returns: hospital spells and reference tables; as the command line makes them."""

from __future__ import annotations

import gzip
import json
import logging
import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from opencld.cli import cld
from opencld.portal import forms
from opencld.returns import unpacking
from tests.portal.typed import typed
from tests.portal.visiting import AS_OF, Visitor, said

pytestmark = pytest.mark.needs_more

NAME = "our return.csv"


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two invented returns, `last.csv` and `this.csv`, hospital spells and the areas they name."""
    folder = tmp_path_factory.mktemp("invented")
    for name, quarter in (("last", "2025-12-31"), ("this", "2026-03-31")):
        command = ["synth", "--la-code", "503", "--scale", "0.03", "--spells", "--quarter", quarter]
        done = CliRunner().invoke(cld, [*command, "--out", str(folder / name)])
        assert done.exit_code == 0, done.output
        [made] = (folder / name).glob("503*.csv")
        made.rename(folder / f"{name}.csv")
    (folder / "this.csv").rename(folder / NAME)
    (folder / "spells.csv").write_bytes(
        gzip.decompress((folder / "this/hospital_spells.csv.gz").read_bytes())
    )
    (folder / "own").mkdir()
    (folder / "this/lsoa_lookup.csv").rename(folder / "own/lsoa_lookup.csv")
    return folder


@pytest.fixture(scope="module")
def place(visitor: Visitor, invented: Path) -> str:
    """The place of the result of the later return."""
    return visitor.check(invented / NAME)


@pytest.fixture(scope="module")
def last(visitor: Visitor, invented: Path) -> int:
    """The number of the earlier return."""
    return int(visitor.check(invented / "last.csv").removeprefix("/returns/"))


def by_command(invented: Path, out: Path, *options: str | Path) -> pl.DataFrame:
    """Return the figures that the command writes."""
    typed(
        "preview", invented / NAME, "--previous", invented / "last.csv", *AS_OF, "--out", out, "--cases", *options
    )  # fmt: skip
    return pl.read_csv(out / "figures.csv", infer_schema=False)


def given(visitor: Visitor, name: str, content: bytes) -> int:
    """Give the API a file that stands beside returns, and return its number."""
    headers = {"File-Name": name, "Content-Type": "application/octet-stream"}
    number: int = visitor.client.post("/api/files", content=content, headers=headers).json()["number"]
    return number


def zipped(contents: dict[str, bytes]) -> bytes:
    """Return a zip file of these contents by their names."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return packed.getvalue()


def figures_of(visitor: Visitor, previewed: str) -> pl.DataFrame:
    """Return the figures that a page gives away as a table, which must be those of the API."""
    table = visitor.get(f"{previewed}/downloads/csv").content
    as_api = pl.read_csv(table, schema_overrides={"la_code": pl.String})
    assert visitor.get(f"/api{previewed}").json() == json.loads(as_api.write_json())
    return pl.read_csv(table, infer_schema=False)


@pytest.mark.parametrize("form", ["csv", "csv.gz", "zip"])
def test_hospital_spells_give_the_figures_of_the_command_packed_or_not(
    visitor: Visitor, place: str, last: int, invented: Path, tmp_path: Path, form: str
) -> None:
    content = (invented / "spells.csv").read_bytes()
    packed = {"csv": content, "csv.gz": gzip.compress(content), "zip": zipped({"spells.csv": content})}[form]
    previewed = visitor.after(
        visitor.send(f"{place}/figures", files={"spells": (f"spells.{form}", packed)}, previous=str(last))
    )
    by_page = figures_of(visitor, previewed)
    assert by_page.equals(by_command(invented, tmp_path / "out", "--spells", invented / "spells.csv"))
    told = visitor.text(previewed)
    assert "ASCOF 2D" in told
    assert f"people in spells.{form} are in the returns of Lincolnshire" in told


def test_the_api_takes_hospital_spells(
    visitor: Visitor, place: str, last: int, invented: Path, tmp_path: Path
) -> None:
    number = given(visitor, "spells.csv", (invented / "spells.csv").read_bytes())
    asked = {"returns": [int(place.removeprefix("/returns/"))], "previous": [last], "spells": number}
    work = visitor.wait(visitor.client.post("/api/previews", json=asked).json()["number"])
    assert work.state == "done"
    by_api = figures_of(visitor, work.then)
    assert by_api.equals(by_command(invented, tmp_path / "out", "--spells", invented / "spells.csv"))
    assert visitor.client.post("/api/previews", json={**asked, "spells": 999}).status_code == 404


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nhs_number,spell_id\n9990000018,1\n", "our spells.csv has no column last_episode"),
        (gzip.compress(b"x" * 50_000_000), "our spells.csv unpacks to over"),
        (b"PK\x03\x04 nothing more", "our spells.csv is a damaged zip file"),
        (b"%PDF-1.7", "our spells.csv is a PDF document"),
    ],
)
def test_what_holds_no_spells_is_told_by_its_own_name_and_never_by_its_values(
    visitor: Visitor, place: str, monkeypatch: pytest.MonkeyPatch, content: bytes, says: str
) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 1 << 20)
    end = visitor.after(visitor.send(f"{place}/figures", files={"spells": ("our spells.csv", content)}))
    told = visitor.text(end)
    assert "There is a problem" in told
    assert says in told
    assert "9990000018" not in told
    assert str(visitor.session.folder) not in told


def test_an_empty_file_of_spells_is_told_beside_its_field(visitor: Visitor, place: str) -> None:
    answer = visitor.send(f"{place}/figures", files={"spells": ("spells.csv", b"")})
    assert answer.status_code == 400
    assert "The selected file, spells.csv, is empty." in said(answer)
    assert 'href="#spells"' in answer.text


def test_a_removed_return_takes_figures_comparisons_and_spells_along(
    visitor: Visitor, last: int, invented: Path
) -> None:
    place = visitor.check(invented / NAME)
    content = (invented / "spells.csv").read_bytes()
    previewed = visitor.after(visitor.send(f"{place}/figures", files={"spells": ("spells.csv", content)}))
    compared = visitor.after(visitor.send(f"{place}/compare", other=str(last)))
    held = visitor.session.held(int(place.removeprefix("/returns/")))
    works = [*visitor.session.previews.values(), *visitor.session.comparisons.values()]
    folders = [*held.beside, *(work.folder for work in works if work.about == held.number)]
    assert len(folders) == 3
    assert all(folder.exists() for folder in folders)
    visitor.send(f"{place}/remove")
    assert not any(folder.exists() for folder in folders)
    for gone in (previewed, compared):
        assert visitor.get(gone).status_code == 404


def forms_of(own: Path) -> dict[str, list[tuple[str, tuple[str, bytes]]]]:
    """Return the ways to give the tables of a folder: as files, and zipped with names that lead elsewhere."""
    contents = {path.name: path.read_bytes() for path in sorted(own.glob("*.csv"))}
    away = {f"../../{name.upper()}": content for name, content in contents.items()}
    packed = zipped({**away, "read me.txt": b"not a table", "__MACOSX/._lsoa_lookup.csv": b"x"})
    return {
        "files": [("reference", (f"C:\\mine\\{name}", content)) for name, content in contents.items()],
        "zip": [("reference", ("ours.zip", packed))],
    }


@pytest.fixture(scope="module")
def own(invented: Path) -> Path:
    """A folder with two reference tables of one's own: the areas of the spells, and a population twice as large."""
    typed("tables", "reference", "--out", invented / "packaged")
    population = pl.read_csv(invented / "packaged/la_population.csv", infer_schema=False)
    doubled = population.with_columns((pl.col("population").cast(pl.Int64) * 2).alias("population"))
    doubled.write_csv(invented / "own/la_population.csv")
    return invented / "own"


@pytest.fixture(scope="module")
def with_own(invented: Path, own: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The figures that the command writes, by these tables."""
    out = tmp_path_factory.mktemp("typed") / "out"
    return by_command(invented, out, "--spells", invented / "spells.csv", "--reference", own)


@pytest.mark.parametrize("form", ["files", "zip"])
def test_reference_tables_of_ones_own_give_the_figures_of_the_command(
    visitor: Visitor, place: str, last: int, invented: Path, own: Path, with_own: pl.DataFrame, form: str
) -> None:
    spells = ("spells", ("spells.csv", (invented / "spells.csv").read_bytes()))
    before = set(visitor.session.folder.parent.iterdir())
    previewed = visitor.after(
        visitor.send(f"{place}/figures", files=[spells, *forms_of(own)[form]], previous=str(last))
    )
    assert figures_of(visitor, previewed).equals(with_own)
    of_2d = with_own.filter(pl.col("measure") == "ascof-2d", pl.col("value").is_not_null())
    assert not of_2d.is_empty()
    assert "is empty. Give one of your own" not in visitor.text(previewed)
    assert set(visitor.session.folder.parent.iterdir()) == before


def test_the_api_takes_reference_tables(
    visitor: Visitor, place: str, last: int, invented: Path, own: Path, with_own: pl.DataFrame
) -> None:
    numbers = [given(visitor, path.name, path.read_bytes()) for path in sorted(own.glob("*.csv"))]
    spells = given(visitor, "spells.csv", (invented / "spells.csv").read_bytes())
    asked = {"returns": [int(place.removeprefix("/returns/"))], "previous": [last], "spells": spells}
    begun = visitor.client.post("/api/previews", json={**asked, "reference": numbers})
    assert figures_of(visitor, visitor.wait(begun.json()["number"]).then).equals(with_own)
    twice = visitor.client.post("/api/previews", json={**asked, "reference": [numbers[0], numbers[0]]})
    assert (twice.status_code, "There are two files for" in twice.json()["detail"]) == (400, True)


BAD_TABLES = [
    (
        [("lookup.csv", b"a,b\n1,2\n")],
        "lookup.csv has the name of no reference table. Rename it, or take it out. There are",
    ),
    ([("lsoa_lookup.csv", b"a,b\n1,2\n")], "lsoa_lookup.csv lacks the column"),
    ([("la_lookup.csv", b"la_code\n1\n")], "la_lookup.csv has no column la_name"),
    (
        [("gender.csv", b"raw_value,cleaned_value\nM,Male\nM,Female\n")],
        "gender.csv gives two answers for 'M'",
    ),
    ([("gender.csv", b"x"), ("GENDER.CSV", b"x")], "There are two files for gender.csv"),
    (
        [("gender.csv", b"")],
        "The selected file, gender.csv, is empty. Select a reference table with rows in it.",
    ),
    ([("gender.csv", b"%PDF-1.7")], "gender.csv is a PDF document"),
    ([("ours.zip", zipped({"notes.txt": b"x"}))], "ours.zip holds no .csv file"),
    (
        [("ours.zip", zipped({"gender.csv": b"," * 50_000_000}))],
        "ours.zip unpacks to over 1000 times its size",
    ),
    ([("ours.zip", b"PK\x03\x04 nothing more")], "ours.zip is a damaged zip file"),
]


@pytest.mark.parametrize(("tables", "says"), BAD_TABLES, ids=[says[:40] for _, says in BAD_TABLES])
def test_what_is_no_reference_table_is_told_beside_its_field_and_nothing_is_kept(
    visitor: Visitor, place: str, tables: list[tuple[str, bytes]], says: str
) -> None:
    before = set(visitor.session.folder.glob("file-*/*"))
    works = len(visitor.session.foreman.works)
    answer = visitor.send(f"{place}/figures", files=[("reference", table) for table in tables])
    assert answer.status_code == 400
    assert f"There is a problem {says}" in said(answer)
    assert 'href="#reference"' in answer.text
    assert str(visitor.session.folder) not in answer.text
    assert set(visitor.session.folder.glob("file-*/*")) == before
    assert len(visitor.session.foreman.works) == works


def test_files_that_together_unpack_to_too_much_are_refused(
    visitor: Visitor, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "MOST_UNPACKED", 3 << 20)
    contents = {"gender.csv": bytes(range(256)) * 8000, "ethnicity.csv": bytes(range(256)) * 8000}
    answer = visitor.send(f"{place}/figures", files=[("reference", ("ours.zip", zipped(contents)))])
    assert answer.status_code == 400
    assert "ours.zip unpacks to over" in said(answer)


def test_too_many_files_are_refused(visitor: Visitor, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_FILES", 2)
    before = set(visitor.session.folder.glob("file-*"))
    answer = visitor.send(f"{place}/figures", files=[("reference", ("gender.csv", b"x"))] * 3)
    assert "More than 2 files were selected. Zip them into one." in said(answer)
    assert set(visitor.session.folder.glob("file-*")) == before


@pytest.mark.parametrize("way", ["page", "api"])
def test_nhs_numbers_and_names_of_cases_are_shown_on_request_alone(
    visitor: Visitor,
    place: str,
    invented: Path,
    tmp_path: Path,
    way: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    out = tmp_path / "out"
    typed("preview", invented / NAME, *AS_OF, "--out", out, "--cases", "--show-identifiers")
    typed_cases = pl.read_csv(out / "503_ascof_2a_cases.csv", infer_schema=False)
    number = int(place.removeprefix("/returns/"))
    if way == "page":
        previewed = visitor.after(visitor.send(f"{place}/figures", show_identifiers="yes"))
    else:
        asked = {"returns": [number], "show_identifiers": True}
        previewed = visitor.wait(visitor.client.post("/api/previews", json=asked).json()["number"]).then
    told = visitor.client.post(f"/api{previewed}/cases/503/ascof_2a_cases", json={"most": 1000}).json()
    assert told["columns"][:5] == ["Person", "Event reference", "NHS number", "First name", "Last name"]
    shown = typed_cases.columns[:5]
    assert [row[:5] for row in told["rows"]] == [
        list(row) for row in typed_cases.select(pl.col(shown).fill_null("")).rows()
    ]
    cases = visitor.get(f"{previewed}/503/ascof_2a_cases")
    assert "Whoever can see this screen can read who is meant." in said(cases)
    assert told["rows"][0][2] in cases.text
    assert "their NHS numbers and names" in visitor.text(previewed)
    sought = visitor.send(f"{previewed}/503/ascof_2a_cases", words=told["rows"][0][0])
    numbers = set(typed_cases["nhs_number"])
    for spread in (caplog.text, str(cases.url), previewed, sought.headers["location"]):
        assert not any(one in spread for one in numbers | set(typed_cases["la_person_unique_identifier"]))


def test_without_a_tick_nobodys_nhs_number_or_name_is_on_a_page_of_cases(
    visitor: Visitor, place: str, invented: Path
) -> None:
    previewed = visitor.after(visitor.send(f"{place}/figures"))
    cases = visitor.get(f"{previewed}/503/ascof_2a_cases")
    assert "Whoever can see this screen" not in cases.text
    told = visitor.client.post(f"/api{previewed}/cases/503/ascof_2a_cases", json={"most": 1000}).json()
    assert told["columns"][:3] == ["Person", "Event reference", "Left out by"]
    people = pl.read_csv(invented / NAME, infer_schema=False)
    everything = cases.text + json.dumps(told) + visitor.get(previewed).text
    assert not any(number in everything for number in people["NHS Number"].drop_nulls())
