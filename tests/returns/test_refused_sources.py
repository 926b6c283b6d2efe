"""What cannot be read at all is refused with a message that says what, where, what is right and who acts."""

from __future__ import annotations

import gzip
import io
import random
import sys
import zipfile
from pathlib import Path

import pytest

from opencld.errors import CannotRead
from opencld.returns import open_return
from opencld.returns.kinds import OLE, SIGNATURES
from tests.returns.little_return import SPECIFICATION, WasRead, csv_of, saved, some_rows

GOOD = csv_of(some_rows(400)).encode()


def refusal(path: Path | str) -> str:
    """The message with which a file is refused, at its opening or while its rows are read."""
    with pytest.raises(CannotRead) as caught:
        WasRead(path)
    return str(caught.value)


def zipped(folder: Path, members: dict[str, bytes]) -> Path:
    """A zip file with these members."""
    path = folder / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    assert refusal(path) == f"There is no file {path}. Check the spelling and the folder."


def test_a_folder_is_no_return(tmp_path: Path) -> None:
    assert "is a folder. Name the file in it" in refusal(tmp_path)


def test_a_file_without_permission_or_in_another_programs_hands_is_named_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, GOOD)

    def held(*_: object) -> io.BufferedReader:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "open", held)
    assert "may not be read by you, or another program holds it. Close it there" in refusal(path)


def test_a_file_that_vanishes_between_two_passes_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path, GOOD)
    with open_return(path, SPECIFICATION) as cld_return:
        path.unlink()
        with pytest.raises(CannotRead, match="There is no file"):
            list(cld_return.batches())


@pytest.mark.parametrize(("signature", "kind"), SIGNATURES)
def test_other_kinds_of_file_are_known_by_their_content(tmp_path: Path, signature: bytes, kind: str) -> None:
    message = refusal(saved(tmp_path, signature + b" and more", "return.csv"))
    assert message.startswith(f"return.csv is {kind}, not a return. Save the return as CSV")


def test_an_old_workbook_is_named(tmp_path: Path) -> None:
    assert "Office 97 to 2003" in refusal(saved(tmp_path, OLE + bytes(1000), "return.xls"))


def test_a_workbook_with_a_password_is_named(tmp_path: Path) -> None:
    content = OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
    assert "protected with a password" in refusal(saved(tmp_path, content, "return.xlsx"))


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("xl/workbook.bin", "binary workbook"),
        ("word/document.xml", "Word document"),
        ("ppt/presentation.xml", "PowerPoint presentation"),
        ("content.xml", "OpenDocument file"),
    ],
)
def test_documents_that_are_zip_files_underneath_are_named(tmp_path: Path, member: str, kind: str) -> None:
    assert kind in refusal(zipped(tmp_path, {member: b""}))


def test_a_zip_file_without_a_csv_is_refused_with_what_is_in_it(tmp_path: Path) -> None:
    message = refusal(zipped(tmp_path, {"a.txt": b"", "b.xlsx": b""}))
    assert message == "return.zip holds no CSV file but a.txt, b.xlsx. Zip the return as one .csv file."
    assert "nothing at all" in refusal(zipped(tmp_path, {}))


def test_a_zip_file_with_several_csv_files_is_refused_with_their_names(tmp_path: Path) -> None:
    message = refusal(zipped(tmp_path, {f"{place}.csv": b"" for place in range(12)}))
    assert "holds 12 CSV files: 0.csv, 1.csv," in message
    assert message.endswith("9.csv and 2 more. Unpack it and name one of them.")


def test_a_zip_file_with_a_password_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"return.csv": GOOD})
    content = bytearray(path.read_bytes())
    # the flag "encrypted", in the member's own header and in the directory at the end
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "return.csv in return.zip has a password" in refusal(saved(tmp_path, bytes(content), "return.zip"))


def test_a_zip_file_cut_short_is_damaged(tmp_path: Path) -> None:
    content = zipped(tmp_path, {"return.csv": GOOD}).read_bytes()
    assert "damaged zip file" in refusal(saved(tmp_path, content[:-30], "return.zip"))


def test_a_zip_file_with_damaged_content_is_named(tmp_path: Path) -> None:
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("return.csv", GOOD)
    content = path.read_bytes().replace(b"E399", b"E398")
    assert "is damaged (Bad CRC-32" in refusal(saved(tmp_path, content, "return.zip"))


def test_a_gzip_file_cut_short_is_named_as_that(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(GOOD)[:-20], "return.csv.gz")
    assert "ends before its packed content does" in refusal(path)


def test_a_gzip_file_with_damaged_content_is_named(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(100_000)
    content = bytearray(gzip.compress(GOOD + noise))
    content[len(content) // 2] ^= 0xFF
    assert "is damaged (" in refusal(saved(tmp_path, bytes(content), "return.csv.gz"))


def test_a_gzip_file_that_unpacks_beyond_reason_is_refused(tmp_path: Path) -> None:
    content = csv_of([]).encode() + (b"x" * (1 << 20) + b"\n") * 64
    path = saved(tmp_path, gzip.compress(content), "return.csv.gz")
    assert "unpacks to over 1000 times its size" in refusal(path)


def test_a_workbook_that_unpacks_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(20 << 20)})
    assert "unpacks to over 1000 times its size" in refusal(path)


@pytest.mark.parametrize("inside", [b"PK\x03\x04", b"\x1f\x8b", OLE])
def test_what_is_packed_twice_is_refused(tmp_path: Path, inside: bytes) -> None:
    path = saved(tmp_path, gzip.compress(inside + bytes(99)), "return.csv.gz")
    assert "holds another packed file or a workbook" in refusal(path)


def test_what_is_packed_and_no_text_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(b"%PDF-1.7"), "return.csv.gz")
    assert refusal(path).startswith("What is packed in return.csv.gz is a PDF document")


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, csv_of(some_rows(1)).encode() + b"x" * (20 << 20))
    assert "has a line of more than 8 MiB" in refusal(path)


def test_standard_input_that_breaks_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken()))
    assert refusal("-") == "standard input could not be kept for reading: Input/output error. Name a file."
