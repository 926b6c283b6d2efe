"""Files go to disk as they were sent, whatever their name and however they come; what is refused leaves nothing."""

from __future__ import annotations

import asyncio
import gzip
import zipfile
from collections.abc import AsyncIterator, Sequence
from io import BytesIO
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from opencld.portal import forms, uploads
from opencld.portal.forms import Form, Limits, Refused, TooLarge, shown_name
from opencld.portal.uploads import read_file, read_form
from tests.portal.visiting import EXAMPLE, Visitor, said

BOUNDARY = "a-boundary"


def asked(chunks: Sequence[bytes], kind: str, **headers: str) -> Request:
    """Return a request whose body comes in these chunks."""
    sent = {"content-type": kind, **headers}
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }

    async def messages() -> AsyncIterator[dict[str, Any]]:
        for chunk in chunks:
            yield {"type": "http.request", "body": chunk, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}

    left = messages()
    return Request(scope, lambda: anext(left))


def places(folder: Path) -> Limits:
    """Return limits of one megabyte, with places in a folder."""
    numbers = count(1)

    def new_place() -> Path:
        place = folder / f"file-{next(numbers)}/return.csv"
        place.parent.mkdir()
        return place

    return Limits(new_place, 1)


def multipart(name: str, content: bytes, **texts: str) -> bytes:
    """Return a form as browsers send it: texts first, then a file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode()
        for key, text in texts.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    return b"".join(
        [
            *parts,
            head.encode(),
            b"Content-Type: text/csv\r\n\r\n",
            content,
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        ]
    )


def cut(body: bytes, at: Sequence[int]) -> list[bytes]:
    """Cut a body at these places."""
    edges = [0, *sorted(place % (len(body) + 1) for place in at), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


def read(chunks: Sequence[bytes], folder: Path) -> Form:
    """Read a multipart form that comes in these chunks."""
    request = asked(chunks, f"multipart/form-data; boundary={BOUNDARY}")
    return asyncio.run(read_form(request, places(folder)))


@given(
    content=st.binary(max_size=5000)
    | st.sampled_from([b"\r\n--a-boundar", b"\r\n--", b"\r", b"--a-boundary--"]),
    at=st.lists(st.integers(0, 6000), max_size=8),
    together=st.sampled_from([1, 64, 1 << 20]),
)
@settings(max_examples=150, deadline=None)
def test_a_file_is_kept_as_it_was_sent_however_it_was_cut_on_the_way(
    content: bytes, at: list[int], together: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "WRITTEN_TOGETHER", together)
        form = read(cut(multipart("q1.csv", content, as_of="20/04/2026"), at), Path(folder))
        upload = form.files["file"]
        assert upload.path.read_bytes() == content
        assert (upload.name, upload.size) == ("q1.csv", len(content))
        assert form.text("as_of") == "20/04/2026"


@given(name=st.text(st.characters(exclude_characters='"\r\n', codec="utf-8"), max_size=200))
@settings(max_examples=150, deadline=None)
def test_a_name_is_shown_and_never_part_of_a_path(name: str) -> None:
    shown = shown_name(name)
    assert shown
    assert not set(shown) & set("/\\\0\n\r")
    with TemporaryDirectory() as folder:
        form = read([multipart(name, b"x")], Path(folder))
        written = [path.relative_to(folder).as_posix() for path in Path(folder).rglob("*")]
        assert sorted(written) == ["file-1", "file-1/return.csv"]
        assert form.files["file"].path == Path(folder) / "file-1/return.csv"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.csv", "/etc/passwd", "C:\\x.csv", "con", "a\u202egnp.csv"]
)
def test_names_that_would_lead_elsewhere_lead_nowhere(visitor: Visitor, name: str) -> None:
    place = visitor.check(EXAMPLE, name)
    assert shown_name(name) in visitor.text(place)
    held = visitor.session.held(int(place.removeprefix("/returns/")))
    assert held.file.path.parent.parent == visitor.session.folder
    assert held.file.path.name == "return.csv"


def test_a_file_that_is_too_large_is_read_to_its_end_refused_and_removed(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="smaller than 1 MB"):
        read(cut(multipart("q1.csv", b"x" * 3_000_000), range(0, 3_000_000, 100_000)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_body_that_is_too_large_is_refused_and_removed(tmp_path: Path) -> None:
    chunks = [b"x" * 400_000] * 4
    with pytest.raises(TooLarge):
        asyncio.run(read_file(asked(chunks, "application/octet-stream"), places(tmp_path), "q1.csv"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_disk_without_room_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LEFT_FREE", 1 << 60)
    request = asked([b"x"], "application/octet-stream", **{"content-length": "1"})
    with pytest.raises(TooLarge, match="too little room"):
        asyncio.run(read_file(request, places(tmp_path), "q1.csv"))


def test_a_form_that_was_cut_short_is_refused_and_removed(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cut short"):
        read([multipart("q1.csv", b"x" * 1000)[:-60]], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_form_of_too_many_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_OF_A_FORM", 100)
    with pytest.raises(TooLarge):
        read([multipart("q1.csv", b"", words="x" * 200)], tmp_path)
    request = asked([b"words=" + b"x" * 200], "application/x-www-form-urlencoded")
    with pytest.raises(TooLarge):
        asyncio.run(read_form(request, places(tmp_path)))


def test_of_two_files_in_one_field_the_last_counts(tmp_path: Path) -> None:
    twice = multipart("a.csv", b"first").removesuffix(f"--{BOUNDARY}--\r\n".encode()) + multipart(
        "b.csv", b"second"
    )
    upload = read([twice], tmp_path).files["file"]
    assert upload.path.read_bytes() == b"second"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_form_without_a_file_says_what_to_select(visitor: Visitor) -> None:
    answer = visitor.send("/returns", files={"file": ("", b"")})
    assert answer.status_code == 400
    assert "<title>Error: Check a return" in answer.text
    assert "There is a problem Select a return." in said(answer)
    assert 'href="#file"' in answer.text


def test_an_empty_file_says_so(visitor: Visitor) -> None:
    answer = visitor.send("/returns", files={"file": ("q1.csv", b"")})
    assert answer.status_code == 400
    assert "The selected file, q1.csv, is empty." in said(answer)


def test_a_day_that_is_none_is_told_beside_its_field_and_kept(visitor: Visitor) -> None:
    before = len(visitor.session.returns)
    answer = visitor.send("/returns", files={"file": ("q1.csv", b"x")}, as_of="31/31/2026")
    assert answer.status_code == 400
    assert "'31/31/2026' is not a day. Write it like 2026-04-20 or 20/04/2026." in said(answer)
    assert 'value="31/31/2026"' in answer.text
    assert len(visitor.session.returns) == before


def test_a_packed_bomb_is_refused_before_it_bursts(visitor: Visitor, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("return.csv", EXAMPLE.read_bytes() + b"," * 100_000_000)
    place = visitor.check(bomb)
    assert place.startswith("/work/")
    assert "unpacks to over" in visitor.text(place)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("q1.pdf", b"%PDF-1.7 ...", "PDF"),
        ("q1.csv.gz", gzip.compress(EXAMPLE.read_bytes())[:2000], "cut short"),
        ("q1.zip", b"PK\x03\x04 nothing more", "damaged zip file"),
        ("q1.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Office 97"),
    ],
)
def test_what_is_no_return_is_told_by_its_own_name(
    visitor: Visitor, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / "sent"
    path.write_bytes(content)
    told = visitor.text(visitor.check(path, name))
    assert says in told
    assert name in told
    assert "return.csv" not in told


def test_a_return_is_read_the_same_packed_or_not(visitor: Visitor, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(EXAMPLE, "return.csv")
    for name, content in (("q1.zip", packed.getvalue()), ("q1.csv.gz", gzip.compress(EXAMPLE.read_bytes()))):
        path = tmp_path / name
        path.write_bytes(content)
        place = visitor.check(path)
        assert "Will it be accepted?" in visitor.text(place)
