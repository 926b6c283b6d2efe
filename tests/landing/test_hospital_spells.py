"""Hospital spells land whole or not at all, under the pseudonyms of submissions, and say what is wrong with a file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from opencld.errors import AlreadyLanded, CannotRead, KeyUnusable, Misused, StoreDamaged
from opencld.identity.hospital_spells import COLUMNS
from opencld.pipeline.spells import land_spells
from opencld.submissions.checking import check_spells, unregistered_files
from opencld.submissions.home import Home
from opencld.submissions.keys import read_key
from opencld.submissions.records import audit_entries
from opencld.submissions.register import open_register
from opencld.submissions.spells import Spells, all_spells, find_spells
from opencld.submissions.store import read_content
from tests.landing.homes import (  # noqa: F401 - a fixture
    ENCRYPTION_KEY,
    LA_CODE,
    a_return,
    files_in,
    land,
    landing_in,
    with_key,
)
from tests.validation.little_returns import an_event

A_SPELL = {
    "nhs_number": "9990000018", "spell_id": "S1", "last_episode": "1", "admission_date": "2025-02-01",
    "discharge_date": "2025-02-10", "birth_month": "1", "birth_year": "1940", "sex": "1", "lsoa_2011": "E01000001",
    "admission_method": "21", "discharge_method": "1", "discharge_destination": "19", "management_type": "EM",
    "treatment_function": "100",
}  # fmt: skip


def a_file(path: Path, *spells: Mapping[str, str], leave_out: str = "") -> Path:
    rows = [{**A_SPELL, **spell} for spell in spells or ({},)]
    pl.DataFrame(rows).drop(leave_out or []).write_csv(path)
    return path


def landed(folder: Path, path: Path, name: str | None = "spells") -> Spells:
    with landing_in(folder) as landing:
        return land_spells(landing, path, name)


def in_store(folder: Path, name: str = "spells") -> pl.DataFrame:
    return pl.read_parquet(Home(folder).spells_of(name))


def test_a_patient_has_the_pseudonym_of_the_same_person_in_a_submission(tmp_path: Path) -> None:
    home = tmp_path / "home"
    row = an_event(la_code=LA_CODE, nhs_number="999 000 0018")
    submission = land(home, a_return(tmp_path / "return.csv", row))
    landed(home, a_file(tmp_path / "spells.csv"))
    events = pl.read_parquet(Home(home).events_of(submission.submission_id))
    assert in_store(home)["nhs_number"].to_list() == events["nhs_number"].to_list()


def test_nothing_that_identifies_a_patient_leaves_the_identified_area(tmp_path: Path) -> None:
    landed(tmp_path / "home", a_file(tmp_path / "spells.csv", {"spell_id": "APCS77123"}))
    everything = in_store(tmp_path / "home").write_csv()
    everything += (tmp_path / "home" / "register.sqlite").read_bytes().decode("latin-1")
    assert "9990000018" not in everything
    assert "APCS77123" not in everything


def test_spells_are_registered_with_their_hashes_and_an_audit_entry(tmp_path: Path) -> None:
    home = tmp_path / "home"
    spells = landed(home, a_file(tmp_path / "spells.csv", {}, {"nhs_number": "", "spell_id": "S2"}))
    assert (spells.rows, spells.people) == (2, 1)
    with closing(open_register(Home(home).register)) as register:
        assert all_spells(register) == (spells,)
        (entry,) = audit_entries(register, action="spells landed")
        assert entry.after is not None
        assert entry.after["content_hash"] == spells.content_hash
        assert list(check_spells(Home(home), register, None)) == []
        assert unregistered_files(Home(home), register) == []


def test_bytes_are_kept_as_received_and_encrypted_under_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENCLD_ENCRYPTION_KEY", ENCRYPTION_KEY)
    path, home = a_file(tmp_path / "spells.csv"), Home(tmp_path / "home")
    spells = landed(tmp_path / "home", path)
    stored = home.content_of(spells.content_hash, is_sealed=True).read_bytes()
    assert b"9990000018" not in stored
    key = read_key(ENCRYPTION_KEY, "OPENCLD_ENCRYPTION_KEY")
    assert b"".join(read_content(home, spells.content, key)) == path.read_bytes()


def test_spells_that_were_changed_or_are_gone_are_noticed(tmp_path: Path) -> None:
    landed(tmp_path / "home", a_file(tmp_path / "spells.csv"))
    home = Home(tmp_path / "home")
    home.spells_of("spells").write_bytes(b"other")
    with closing(open_register(home.register)) as register:
        ((name, fault),) = check_spells(home, register, None)
    assert name == "spells"
    assert isinstance(fault, StoreDamaged)


def test_the_same_file_or_another_of_the_same_name_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    landed(home, a_file(tmp_path / "one.csv"))
    before = files_in(home)
    with pytest.raises(AlreadyLanded, match="is the hospital spells spells already"):
        landed(home, a_file(tmp_path / "again.csv"), "another")
    with pytest.raises(AlreadyLanded, match="There are other hospital spells called spells"):
        landed(home, a_file(tmp_path / "two.csv", {"sex": "2"}))
    assert files_in(home) == before


def test_a_gzipped_file_is_read_and_gives_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "To June 2026.csv.gz"
    path.write_bytes(gzip.compress(a_file(tmp_path / "spells.csv").read_bytes()))
    assert landed(tmp_path / "home", path, None).name == "to_june_2026"


def test_leading_noughts_and_blanks_stay(tmp_path: Path) -> None:
    file = a_file(
        tmp_path / "spells.csv", {"treatment_function": "010", "discharge_date": "", "birth_month": "03"}
    )
    landed(tmp_path / "home", file)
    row = in_store(tmp_path / "home").row(0, named=True)
    assert (row["treatment_function"], row["discharge_date"], row["birth_month"]) == ("010", None, 3)


@pytest.mark.parametrize("column", [column.name for column in COLUMNS])
def test_a_file_without_a_column_is_refused(tmp_path: Path, column: str) -> None:
    with pytest.raises(CannotRead, match=f"has no column {column}"):
        landed(tmp_path / "home", a_file(tmp_path / "spells.csv", leave_out=column))


@pytest.mark.parametrize(
    ("column", "wrong", "right"),
    [
        ("spell_id", "", "an identifier and may not be blank"),
        ("last_episode", "yes", "1 or 0 and may not be blank"),
        ("admission_date", "01/02/2025", "a day like 2025-03-31"),
        ("discharge_date", "2025-02-30", "a day like 2025-03-31"),
        ("birth_month", "13", "a month from 1 to 12"),
        ("birth_year", "57", "a year like 1940"),
        ("sex", "Male", "a code of one digit"),
        ("lsoa_2011", "Leeds 001A", "a code like E01000001"),
        ("admission_method", "Emergency", "a code of up to 4 letters and digits"),
        ("treatment_function", "9990000026", "a code of up to 4 letters and digits"),
    ],
)
def test_a_value_of_another_shape_is_refused_without_showing_it(
    tmp_path: Path, column: str, wrong: str, right: str
) -> None:
    file = a_file(tmp_path / "spells.csv", {}, {column: wrong}, {column: wrong})
    with pytest.raises(CannotRead) as refused:
        landed(tmp_path / "home", file)
    assert f"Line 3 (and 1 more), {column}: it must be {right}." in str(refused.value)
    assert not wrong or wrong not in str(refused.value)
    assert not (tmp_path / "home" / "pseudonymised" / "spells" / "spells.parquet").exists()


def test_what_is_no_csv_file_is_refused(tmp_path: Path) -> None:
    empty, broken, headed = tmp_path / "empty.csv", tmp_path / "broken.csv", tmp_path / "headed.csv"
    empty.write_bytes(b"")
    broken.write_bytes(b"nhs_number,spell_id\n9990000018,S1,more\n")
    headed.write_text(",".join(column.name for column in COLUMNS) + "\n")
    for path, words in (
        (empty, "is no CSV file"),
        (broken, "is no CSV file"),
        (headed, "holds no hospital spell"),
    ):
        with pytest.raises(CannotRead, match=words):
            landed(tmp_path / "home", path)
    with pytest.raises(CannotRead, match="There is no file"):
        landed(tmp_path / "home", tmp_path / "none.csv")


def test_names_that_are_none_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="cannot be the name"):
        landed(tmp_path / "home", a_file(tmp_path / "spells.csv"), "../spells")
    landed(tmp_path / "home", tmp_path / "spells.csv")
    with (
        closing(open_register(Home(tmp_path / "home").register)) as register,
        pytest.raises(Misused, match="There are spells"),
    ):
        find_spells(register, "others")


def test_another_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landed(tmp_path / "home", a_file(tmp_path / "spells.csv"))
    monkeypatch.setenv("OPENCLD_PSEUDONYM_KEY", "3d" * 32)
    with pytest.raises(KeyUnusable):
        landed(tmp_path / "home", a_file(tmp_path / "two.csv", {"sex": "2"}), "two")


def test_a_landing_that_fails_at_its_end_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    landed(tmp_path / "home", a_file(tmp_path / "one.csv"), "one")
    before = files_in(tmp_path / "home")
    monkeypatch.setattr("opencld.pipeline.spells.record_spells", fail)
    with pytest.raises(Exception, match="No space left"):
        landed(tmp_path / "home", a_file(tmp_path / "two.csv", {"sex": "2"}), "two")
    assert files_in(tmp_path / "home") == before
