"""Which encoding a file is taken for, piece by piece."""

from __future__ import annotations

import pytest

from opencld.returns.encoding import Encoding, detect_script

A_UMLAUT, AN_ACCENT = "ü".encode("cp1252"), "é".encode()


def decoded(*pieces: bytes) -> list[str]:
    """Decode pieces one after the other, each of them a line."""
    encoding = Encoding(utf_16=False)
    return [encoding.decode(piece + b"\n", 1).text.decode().rstrip("\n") for piece in pieces]


@pytest.mark.parametrize(
    ("pieces", "texts"),
    [
        ([b"a", AN_ACCENT, b"b"], ["a", "é", "b"]),
        ([b"a", A_UMLAUT, b"b", A_UMLAUT], ["a", "ü", "b", "ü"]),
        ([A_UMLAUT + b"x" + A_UMLAUT + AN_ACCENT], ["üxüÃ©"]),
        ([A_UMLAUT + AN_ACCENT], ["\ufffdé"]),
        ([AN_ACCENT, A_UMLAUT], ["é", "\ufffd"]),
        ([A_UMLAUT, AN_ACCENT, A_UMLAUT], ["ü", "é", "ü"]),
        ([b"\x81" + A_UMLAUT], ["\ufffdü"]),
    ],
)
def test_windows_1252_is_taken_only_where_utf_8_is_unlikely(pieces: list[bytes], texts: list[str]) -> None:
    assert decoded(*pieces) == texts


def test_lines_on_which_bytes_are_lost_are_told_by_number_and_kind() -> None:
    read = Encoding(utf_16=False, seen_characters=True).decode(b"a\n\0b\xff\xff\n\nc\0\0\n", 10)
    assert read.text.decode() == "a\nb\ufffd\ufffd\n\nc\n"
    assert read.lost == {11: ["nul_bytes", "undecodable_bytes"], 13: ["nul_bytes"]}


def test_text_with_few_nul_bytes_is_not_taken_for_utf_16() -> None:
    assert detect_script(b"LA Code,\0Gender\n").utf_16 == ""
    assert detect_script("LA Code\n".encode("utf-16-be")).utf_16 == "utf-16-be"
