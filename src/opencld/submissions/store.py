"""The store: bytes as received, under the hash of their content, written once and never changed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opencld.errors import CannotRead, CannotWrite, KeyUnusable, StoreDamaged
from opencld.submissions.home import Home
from opencld.submissions.keys import Key
from opencld.submissions.sealing import PIECE_BYTES, RESTORE, SALT_BYTES, seal, unseal


@dataclass(frozen=True)
class Content:
    """What a file holds: SHA-256 of its bytes as 64 hexadecimal digits, how many they are, and by which key it is
    encrypted in the store (the key's fingerprint, or None)."""

    content_hash: str
    content_bytes: int
    encryption_key: str | None


def take_in(source: Path, target: Path, key: Key | None) -> Content:
    """Copy a file as it is to where it waits, encrypted where there is a key.

    Raises CannotRead where the source cannot be read, CannotWrite where the copy cannot be written.
    """
    digest, count = hashlib.sha256(), 0

    def pieces() -> Iterator[bytes]:
        nonlocal count
        for piece in _pieces(source):
            digest.update(piece)
            count += len(piece)
            yield piece

    try:
        with target.open("xb") as file:
            for piece in seal(pieces(), key, secrets.token_bytes(SALT_BYTES)) if key else pieces():
                file.write(piece)
    except OSError as error:
        raise CannotWrite(
            f"{source.name} could not be copied to {target.parent}: {error.strerror or error}. Make room there, "
            "or name another home. Nothing was landed."
        ) from None
    return Content(digest.hexdigest(), count, key.fingerprint if key else None)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes. Raises CannotRead where it cannot be read."""
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def read_content(home: Home, content: Content, key: Key | None) -> Iterator[bytes]:
    """Yield a submission's bytes as received, and at the end make sure that they are those.

    Raises StoreDamaged, naming the file, where it is absent or holds other bytes; KeyUnusable for want of the key.
    """
    path = home.content_of(content.content_hash, content.encryption_key is not None)
    if not path.is_file():
        raise StoreDamaged(f"{path} is absent, though the register has it. {RESTORE}")
    digest = hashlib.sha256()
    for piece in _opened(path, content, key):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != content.content_hash:
        raise StoreDamaged(f"{path} does not hold the bytes that were received. {RESTORE}")


def check_file(path: Path, expected_hash: str) -> None:
    """Raise StoreDamaged where a file is absent or its bytes have another SHA-256."""
    if not path.is_file():
        raise StoreDamaged(f"{path} is absent, though the register has it. {RESTORE}")
    if hash_of(path) != expected_hash:
        raise StoreDamaged(f"{path} is not the file that was written. {RESTORE}")


def _opened(path: Path, content: Content, key: Key | None) -> Iterator[bytes]:
    if content.encryption_key is None:
        return _pieces(path)
    if key is None:
        raise KeyUnusable(
            f"{path.name} is encrypted. Set OPENCLD_ENCRYPTION_KEY to the key it was landed with."
        )
    return unseal(path, key)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(PIECE_BYTES), b"")
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror or error}.") from None
