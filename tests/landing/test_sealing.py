"""A sealed file opens only as a whole, unchanged, under its own key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencld.errors import KeyUnusable, StoreDamaged
from opencld.submissions.keys import Key
from opencld.submissions.sealing import PIECE_BYTES, seal, unseal

KEY, SALT = Key(bytes(range(32))), bytes(16)
SIZES = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]


def sealed_file(path: Path, content: bytes, portion: int = 1 << 16) -> Path:
    """Seal a content that comes in portions."""
    portions = (content[at : at + portion] for at in range(0, len(content), portion))
    path.write_bytes(b"".join(seal(portions, KEY, SALT)))
    return path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("portion", [1 << 16, 5 * PIECE_BYTES])
def test_a_sealed_file_opens_to_what_went_in(tmp_path: Path, size: int, portion: int) -> None:
    content = bytes(n % 251 for n in range(size))
    path = sealed_file(tmp_path / "sealed", content, portion)
    assert b"".join(unseal(path, KEY)) == content
    assert size < 100 or content[:100] not in path.read_bytes()


@given(place=st.integers(16, 400), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_a_changed_bit_is_found(tmp_path_factory: pytest.TempPathFactory, place: int, bit: int) -> None:
    path = sealed_file(tmp_path_factory.getbasetemp() / "changed", b"return" * 60)
    written = bytearray(path.read_bytes())
    written[place % len(written)] ^= 1 << bit
    path.write_bytes(written)
    with pytest.raises((StoreDamaged, KeyUnusable)):
        b"".join(unseal(path, KEY))


def test_pieces_left_out_swapped_or_cut_off_are_found(tmp_path: Path) -> None:
    path = sealed_file(tmp_path / "sealed", bytes(3 * PIECE_BYTES))
    written, sealed = path.read_bytes(), PIECE_BYTES + 16
    head, pieces = written[:32], [written[32 + at * sealed : 32 + (at + 1) * sealed] for at in range(3)]
    for wrong in (pieces[:2], pieces[1:], [pieces[1], pieces[0], pieces[2]], [*pieces, pieces[2]], []):
        path.write_bytes(head + b"".join(wrong))
        with pytest.raises(StoreDamaged, match="is damaged"):
            b"".join(unseal(path, KEY))


def test_another_key_is_named_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="another key"):
        b"".join(unseal(sealed_file(tmp_path / "sealed", b"return"), Key(bytes(32))))
