"""Sealed files: encrypted in pieces, so that a file of any size takes the memory of one piece.

Format, after the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) as the age format uses it:
`OPENCLD1`, the key's fingerprint (8 bytes), a random salt (16 bytes); then pieces of 1 MiB, the last one shorter,
each encrypted with AES-256-GCM, which adds 16 bytes. The key of the file is HKDF-SHA256 of the secret, the salt and
`opencld submission`. The nonce of a piece is its number (11 bytes, big-endian) and one byte, 1 for the last piece and
else 0: pieces that are changed, swapped, left out or cut off at the end do not decrypt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from opencld.errors import KeyUnusable, StoreDamaged
from opencld.submissions.keys import Key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"OPENCLD1"
SALT_BYTES, TAG_BYTES, PIECE_BYTES = 16, 16, 1 << 20


def seal(pieces: Iterable[bytes], key: Key, salt: bytes) -> Iterator[bytes]:
    """Yield the bytes of a sealed file. `salt`: 16 random bytes, other ones for each file."""
    cipher = _cipher(key, salt)
    yield MAGIC + bytes.fromhex(key.fingerprint) + salt
    for number, (piece, is_last) in enumerate(_marked(_even(pieces))):
        yield cipher.encrypt(_nonce(number, is_last), piece, None)


def unseal(path: Path, key: Key) -> Iterator[bytes]:
    """Yield what is in a sealed file. Raises KeyUnusable for another key, StoreDamaged for a file that was changed."""
    from cryptography.exceptions import InvalidTag

    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise StoreDamaged(f"{path} is damaged: it does not begin like a sealed file. {RESTORE}")
        if file.read(8).hex() != key.fingerprint:
            raise KeyUnusable(
                f"{path.name} was encrypted with another key. Set OPENCLD_ENCRYPTION_KEY to that one."
            )
        cipher = _cipher(key, file.read(SALT_BYTES))
        sealed = iter(lambda: file.read(PIECE_BYTES + TAG_BYTES), b"")
        is_last = False
        for number, (piece, is_last) in enumerate(_marked(sealed)):
            try:
                yield cipher.decrypt(_nonce(number, is_last), piece, None)
            except InvalidTag:
                raise StoreDamaged(f"{path} is damaged in its {number + 1}. mebibyte. {RESTORE}") from None
        if not is_last:
            raise StoreDamaged(f"{path} is damaged: it was cut short. {RESTORE}")


RESTORE = "Restore it from a backup."


def _cipher(key: Key, salt: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt, b"opencld submission").derive(key.secret))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of just `PIECE_BYTES`, whatever the sizes that come; the last one is shorter, of an empty file empty."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES])
            del waiting[:PIECE_BYTES]
    yield bytes(waiting)


def _marked(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last one."""
    waiting: bytes | None = None
    for piece in pieces:
        if waiting is not None:
            yield waiting, False
        waiting = piece
    if waiting is not None:
        yield waiting, True
