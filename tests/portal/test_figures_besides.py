"""Figures made with more than returns: hospital spells; as the command line makes them."""

from __future__ import annotations

import gzip
import json
import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from opencld.cli import cld
from opencld.returns import unpacking
from tests.portal.typed import typed
from tests.portal.visiting import AS_OF, Visitor, said

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


def zipped(**contents: bytes) -> bytes:
    """Return a zip file; two underscores in a name stand for the dot before its ending."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "."), content)
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
    packed = {"csv": content, "csv.gz": gzip.compress(content), "zip": zipped(spells__csv=content)}[form]
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


def test_a_removed_return_takes_the_spells_along(visitor: Visitor, invented: Path) -> None:
    place = visitor.check(invented / NAME)
    content = (invented / "spells.csv").read_bytes()
    visitor.after(visitor.send(f"{place}/figures", files={"spells": ("spells.csv", content)}))
    held = visitor.session.held(int(place.removeprefix("/returns/")))
    [folder] = held.beside
    assert folder.exists()
    visitor.send(f"{place}/remove")
    assert not folder.exists()
