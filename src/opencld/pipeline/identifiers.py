"""Who the pseudonyms of a preview stand for: remembered in memory while returns are read, never written down here."""

from __future__ import annotations

import polars as pl

TOLD = ("la_person_unique_identifier", "event_reference")
HIDDEN = ("nhs_number", "first_name", "last_name")
"""Identifiers that cases show only where that was asked for."""
CASE_DAYS = ("episode_start", "request_start")


class Identifiers:
    """Remembers the identifiers of each record; with names and NHS numbers only `with_hidden`."""

    def __init__(self, with_hidden: bool) -> None:
        self.columns = (*TOLD, *HIDDEN) if with_hidden else TOLD
        self._parts: dict[tuple[int, int], pl.DataFrame] = {}

    def keep(self, batch: pl.DataFrame, part: int, first_record: int) -> None:
        """Remember a part of a return whose first row is this record."""
        numbers = (batch["row"].cast(pl.Int64) + (first_record - 1)).alias("record_id")
        # a part that comes once more takes the place of the one before
        self._parts[first_record, part] = pl.DataFrame([numbers, *(batch[name] for name in self.columns)])

    def beside(self, cases: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
        """Return cases with local identifiers and event references in place of pseudonyms.

        `events` are the main table's: la_code, person_id, record_id, event_start, event_type. A person has all local
        identifiers of their records, and as references those of the events that began on the day of an episode or
        request, of all their services where a case is about the person.
        """
        known = pl.concat(self._parts.values()) if self._parts else None
        if known is None or cases.is_empty():
            return cases
        records = events.join(known, on="record_id")
        keys = ["la_code", "person_id"]
        of_people = (name for name in self.columns if name != "event_reference")
        people = records.group_by(keys).agg(_together(name) for name in of_people)
        day = next((name for name in CASE_DAYS if name in cases.columns), None)
        if day:
            keys_of_events, referred = [*keys, day], records.rename({"event_start": day})
        else:
            keys_of_events, referred = keys, records.filter(pl.col("event_type") == "Service")
        references = referred.group_by(keys_of_events).agg(_together("event_reference"))
        joined = cases.join(people, on=keys, how="left").join(references, on=keys_of_events, how="left")
        shown = [*self.columns, *(name for name in cases.columns if name not in _PSEUDONYMS)]
        return joined.select(shown).sort(shown)


_PSEUDONYMS = ("person_id", "request_record_id", "episode")


def _together(name: str) -> pl.Expr:
    texts = pl.col(name).str.strip_chars()
    return texts.filter(texts != "").unique().sort().str.join("; ")
