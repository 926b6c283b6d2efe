"""Keys: how one is written down, read, made, and known again without being shown."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from opencld.errors import KeyUnusable

DIGITS = 64  # hexadecimal ones, 32 bytes
WRITTEN = re.compile(rf"[0-9a-fA-F]{{{DIGITS}}}")


@dataclass(frozen=True)
class Key:
    """32 secret bytes. `fingerprint` tells two keys apart and gives nothing away."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits: the first 64 bits of an HMAC-SHA256 of a fixed text under the key."""
        return hmac.digest(self.secret, b"opencld key fingerprint", "sha256")[:8].hex()


def new_key() -> str:
    """Return a new key from the system's source of randomness, as it is written down."""
    return secrets.token_hex(DIGITS // 2)


def read_key(setting: str, variable: str) -> Key:
    """Return the key that a setting holds, or that lies in the file it names.

    Raises KeyUnusable where there is none, or what is there is no key. The message never shows what was found.
    """
    if not setting:
        raise KeyUnusable(
            f"{variable} is not set, and landing needs a key to make pseudonyms. `cld key new --out FILE` makes one, "
            f"once for all submissions; then set {variable} to the path of that file, and keep a copy somewhere "
            "safe: with another key people could not be matched with those of earlier submissions. Nothing was landed."
        )
    if WRITTEN.fullmatch(setting):
        return Key(bytes.fromhex(setting))
    return Key(bytes.fromhex(_in_file(setting, variable)))


def _in_file(path: str, variable: str) -> str:
    try:
        written = Path(path).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise KeyUnusable(
            f"{variable} is neither a key of {DIGITS} hexadecimal digits nor a file that can be read. "
            "`cld key new --out FILE` makes a file that is right. Nothing was landed."
        ) from None
    if not WRITTEN.fullmatch(written):
        raise KeyUnusable(
            f"The file that {variable} names does not hold a key of {DIGITS} hexadecimal digits and nothing else. "
            "Put the right file there. Nothing was landed."
        )
    return written
