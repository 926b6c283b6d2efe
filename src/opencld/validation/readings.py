"""How a cell that is not a listed value may be read: as a Release 1 value, another form of one, or not at all."""

from __future__ import annotations

import difflib
import re
from typing import Literal, NamedTuple

from opencld.specification import Specification

MOST_NEAREST = (
    2_000  # spellings per field for which the nearest value is looked up; it takes a millisecond each
)


class Reading(NamedTuple):
    """What a spelling is taken for. `suggestion` is the listed value to use, blank where there is none."""

    kind: Literal["release_1", "other_form", "unlisted"]
    suggestion: str
    is_safe: bool

    @property
    def surely(self) -> str | None:
        """The listed value that the spelling surely means, or None."""
        return self.suggestion if self.is_safe else None


def fold(text: str) -> str:
    """Return a text without case, spaces and punctuation, `&` being "and".

    >>> fold("White - Irish") == fold("WHITE: IRISH ")
    True
    """
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("&", "and"))


class Readings:
    """Reads spellings of listed values, each only once however often it comes."""

    def __init__(self, specification: Specification) -> None:
        self.specification = specification
        self.known: dict[tuple[str, str], Reading] = {}
        self.nearest: dict[str, dict[str, str]] = {}
        self.folded = {
            name: {fold(listed): listed for listed in values}
            for name, values in specification.defined_lists.items()
        }
        self.folded_release_1 = {
            (field, fold(old)): mapped for (field, old), mapped in specification.release_1_value.items()
        }

    def read(self, field: str, text: str) -> Reading:
        """Return what a text in the field is taken for. The text is not a listed value as it stands."""
        key = (field, text)
        if key not in self.known:
            self.known[key] = self._read(field, text)
        return self.known[key]

    def _read(self, field: str, text: str) -> Reading:
        exactly = self.specification.release_1_value.get((field, text))
        if exactly:
            return Reading("release_1", exactly.release2_value, exactly.is_safe)
        listed = self.folded[field].get(fold(text))
        mapped = self.folded_release_1.get((field, fold(text)))
        if listed:
            # in whatever capitals, a value whose meaning may have changed since Release 1 needs a decision
            return Reading("other_form", listed, mapped is None or mapped.is_safe)
        if mapped:
            return Reading("release_1", mapped.release2_value, mapped.is_safe)
        return Reading("unlisted", "", False)

    def nearest_value(self, field: str, text: str) -> str:
        """Return the listed value that looks most like the text, or a blank one where none does."""
        known = self.nearest.setdefault(field, {})
        if text not in known and len(known) < MOST_NEAREST:
            folded = self.folded[field]
            close = (
                difflib.get_close_matches(fold(text), folded, n=1, cutoff=0.75) if len(text) <= 200 else []
            )
            known[text] = folded[close[0]] if close else ""
        return known.get(text, "")
