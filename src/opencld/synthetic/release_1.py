"""How returns were worded before Release 2: other spellings of list values, and two more columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opencld.specification import Specification
from opencld.synthetic.tables import release_1_stand_ins

NAMED_AFTER = {
    "GP Practice Name": ("GP Practice Code", "Surgery"),
    "Provider CQC Location Name": ("Provider CQC Location ID", "Provider"),
}
"""The columns that Release 2 has dropped: beside which column they stood, and what the invented names begin with."""


class Release1:
    """Writes a return's rows as they would have been in Release 1."""

    def __init__(self, specification: Specification) -> None:
        headers = [field.header for field in specification.fields]
        self.places = {headers.index(beside) + 1: words for words, (beside, _) in NAMED_AFTER.items()}
        self.headers = self._with_dropped(headers, list(NAMED_AFTER))
        values = _values(specification)
        self.values: Sequence[Mapping[str, str]] = [
            values.get(field.name, {}) for field in specification.fields
        ]

    def row(self, cells: Sequence[str]) -> list[str]:
        """Return the cells of a row in Release 1's words, with the two names."""
        worded = [values.get(cell, cell) for cell, values in zip(cells, self.values, strict=True)]
        names = [
            f"{NAMED_AFTER[column][1]} {worded[place - 1]}" if worded[place - 1] else ""
            for place, column in self.places.items()
        ]
        return self._with_dropped(worded, names)

    def _with_dropped(self, cells: list[str], dropped: list[str]) -> list[str]:
        longer = list(cells)
        for place, name in sorted(zip(self.places, dropped, strict=True), reverse=True):
            longer.insert(place, name)
        return longer


def _values(specification: Specification) -> dict[str, dict[str, str]]:
    """The Release 1 value of each Release 2 value, by field; of several the mapping's first."""
    values: dict[str, dict[str, str]] = {}
    for mapped in specification.release_1_values:
        if mapped.release1_value and mapped.release2_value:
            values.setdefault(mapped.field, {}).setdefault(mapped.release2_value, mapped.release1_value)
    for (field, release_2), release_1 in release_1_stand_ins().items():
        values.setdefault(field, {})[release_2] = release_1
    return values
