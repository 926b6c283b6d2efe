"""What kind of file something is, told by its first bytes: names lie, and people rename files."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, Literal

from opencld.errors import CannotRead

Kind = Literal["text", "gzip", "zip", "workbook"]

# first bytes of files that are no return, and what they are; source: the formats' own specifications
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x00\x01\x00\x00Standard", "an Access database"),
    (b"{\\rtf", "a Rich Text document"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# deflate packs at most 1032 to 1, and only what repeats one byte; returns pack 5 to 100 to 1
HIGHEST_RATIO = 1000
LARGEST_WORKBOOK = 4 << 30  # bytes unpacked; a full sheet of the 48 fields has about two thirds of it
ACT = "Save the return as CSV (comma separated) or as .xlsx and name that file."


def refuse_other_kinds(head: bytes, name: str) -> None:
    """Raise CannotRead where the first bytes show that a file is neither text nor holds text."""
    for signature, kind in SIGNATURES:
        if head.lstrip(b"\xef\xbb\xbf\r\n ").lower().startswith(signature.lower()):
            raise CannotRead(f"{name} is {kind}, not a return. {ACT}")


def refuse_packed_twice(head: bytes, name: str) -> None:
    """Raise CannotRead where what was unpacked is itself packed, a workbook or no text."""
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", OLE)):
        raise CannotRead(
            f"{name} holds another packed file or a workbook. Unpack it and name what is inside."
        )
    refuse_other_kinds(head, f"What is packed in {name}")


def kind_of(file: BinaryIO, name: str) -> Kind:
    """Tell the kind of an open, seekable file.

    Raises CannotRead for kinds that hold no return, saying which.
    """
    head = file.read(1024)
    if head.startswith(OLE):
        _refuse_ole(file, name)
    refuse_other_kinds(head, name)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(file, name)
    return "text"


def _refuse_ole(file: BinaryIO, name: str) -> None:
    # an .xlsx with a password is an OLE file that holds the encrypted workbook as a stream of this name
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        raise CannotRead(
            f"{name} is protected with a password. Save a copy without the password and name that."
        )
    raise CannotRead(
        f"{name} is a workbook or document of Office 97 to 2003 (such as .xls), not a return. {ACT}"
    )


def _kind_of_zip(file: BinaryIO, name: str) -> Kind:
    archive = open_zip(file, name)
    members = set(archive.namelist())
    if "xl/workbook.xml" in members:
        _refuse_bomb(archive, name)
        return "workbook"
    for member, kind in {
        "xl/workbook.bin": "a binary workbook (.xlsb)",
        "word/document.xml": "a Word document",
        "ppt/presentation.xml": "a PowerPoint presentation",
        "content.xml": "an OpenDocument file",
    }.items():
        if member in members:
            raise CannotRead(f"{name} is {kind}, not a return. {ACT}")
    return "zip"


def refuse_bomb(unpacked: int, packed: int, name: str) -> None:
    """Raise CannotRead where so many bytes were packed into so few that nobody means well with them."""
    if unpacked > HIGHEST_RATIO * packed:
        raise CannotRead(
            f"{name} unpacks to over {HIGHEST_RATIO} times its size, which no return or table does. It was not read. "
            "Pack it anew."
        )


def _refuse_bomb(workbook: zipfile.ZipFile, name: str) -> None:
    # workbooks are unpacked into memory as a whole
    for part in workbook.infolist():
        refuse_bomb(part.file_size, max(part.compress_size, 1), name)
    if sum(part.file_size for part in workbook.infolist()) > LARGEST_WORKBOOK:
        raise CannotRead(
            f"{name} unpacks to over {LARGEST_WORKBOOK >> 30} GB, more than a workbook can be read with. It was not "
            "read. Save the return as CSV."
        )


def open_zip(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """Open a zip file. Raises CannotRead where it is damaged."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise CannotRead(
            f"{name} is a damaged zip file ({error}). Fetch it again, or zip the return anew."
        ) from error


def the_csv_in(file: BinaryIO, name: str) -> str:
    """Name the one CSV in a zip file.

    Raises CannotRead where there is none, several, or it has a password.
    """
    members = [
        info
        for info in open_zip(file, name).infolist()
        if info.filename.lower().endswith(".csv") and not info.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise CannotRead(_not_one_csv(file, name, [info.filename for info in members]))
    if members[0].flag_bits & 1:
        raise CannotRead(f"{members[0].filename} in {name} has a password. Zip the return without one.")
    return members[0].filename


def _not_one_csv(file: BinaryIO, name: str, members: list[str]) -> str:
    if members:
        return f"{name} holds {len(members)} CSV files: {_listed(members)}. Unpack it and name one of them."
    contents = _listed(open_zip(file, name).namelist()) or "nothing at all"
    return f"{name} holds no CSV file but {contents}. Zip the return as one .csv file."


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:10])
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown
