"""Pseudonymised events: what passes the door of each row, typed and derived. Names and free text stay behind."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from opencld.errors import Misused
from opencld.identity.event_columns import AMOUNT, folded
from opencld.identity.hiding import holding_identifiers, is_own_identifier, known_identifiers
from opencld.identity.pseudonyms import Pseudonyms
from opencld.specification import Specification
from opencld.validation.cell_results import CellResults
from opencld.validation.cells import improper, value
from opencld.validation.personal_data import NOT_CONVERSATION_ONE
from opencld.validation.readings import Readings

DAYS = {
    "stated_period_start": "reporting_period_start_date",
    "stated_period_end": "reporting_period_end_date",
    "event_start": "event_start_date",
    "event_end": "event_end_date",
    "date_of_death": "date_of_death",
}
LINKED = {f"linked_person_{place}": f"adult_{place}_linked_person_id" for place in (1, 2, 3)}
AMOUNTS = ("unit_cost", "planned_units_per_week")
CODES = {"gp_practice_code": r"^[A-Za-z][0-9]{5}$", "provider_cqc_location_id": r"^1-[0-9]{5,12}$"}
"""Fields that take a code as text, and the shape of a proper one."""
FULL_POSTCODE = r"^([A-Z]{1,2}[0-9][A-Z0-9]?|GIR) ?[0-9][A-Z]{2}$"
DISTRICT = r"^[A-Z]{1,2}[0-9][A-Z0-9]?$"


class Door:
    """Lets through what may pass, part by part of one authority's return."""

    def __init__(
        self, specification: Specification, pseudonyms: Pseudonyms, la_code: str, conversation: str
    ) -> None:
        self.pseudonyms, self.la_code = pseudonyms, la_code
        self.readings = Readings(specification)
        self.results = CellResults(specification, self.readings)
        self.lists = {
            name: pl.Series([None, *(listed.upper() for listed in values)], dtype=pl.String)
            for name, values in specification.defined_lists.items()
        }
        self.derived = [
            pl.lit(la_code).alias("la_code"),
            *(pl.col(value(source)).alias(name) for name, source in DAYS.items()),
            *_ages(),
            pl.col(value("no_of_adults_being_cared_for")).cast(pl.Int32).alias("adults_cared_for"),
            _names_conversation(conversation).alias("conversation"),
            _district().alias("postcode_district"),
        ]

    def let_through(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the pseudonymised events of a batch as it was judged, one row a row, in order.

        Columns: `row`, and those of `event_columns` but for `submission_id` and `record_id`, in another order.
        """
        known = known_identifiers(batch)
        columns = [
            batch["row"],
            *batch.lazy().select(self.derived).collect(),
            *self._people(batch),
            *(_amounts(batch, name) for name in AMOUNTS),
            *(self._code(batch, name, known) for name in CODES),
            *(column for name in self.lists for column in self._listed(batch, name, known)),
            *self.results.of(batch),
        ]
        return pl.DataFrame(columns)

    def _people(self, batch: pl.DataFrame) -> list[pl.Series]:
        identifiers = {"la_person_id": "la_person_unique_identifier", **LINKED}
        return [
            self.pseudonyms.of_nhs_numbers(batch["nhs_number"]).alias("nhs_number"),
            # no NHS number is traced yet
            pl.Series("traced_nhs_number", [None], dtype=pl.String).new_from_index(0, batch.height),
            *(
                self.pseudonyms.of_people(batch[source], self.la_code).alias(name)
                for name, source in identifiers.items()
            ),
        ]

    def _code(self, batch: pl.DataFrame, name: str, known: pl.Series) -> pl.Series:
        """Codes pass where they are proper and not the person's own number; other texts where they hide nothing."""
        texts = batch[name]
        improper_texts = (texts != "") & ~texts.str.contains(CODES[name])
        hidden = batch.select(is_own_identifier(name)).to_series()
        positions = improper_texts.arg_true()
        if len(positions):
            found = holding_identifiers(texts.gather(positions), batch[positions], known)
            hidden = hidden.scatter(positions.filter(found), True)
        return _filled(self._hide(texts, hidden.arg_true()))

    def _listed(self, batch: pl.DataFrame, name: str, known: pl.Series) -> tuple[pl.Series, pl.Series]:
        texts = batch[name]
        positions = batch[improper(name)].arg_true()
        capitals = self.lists[name].gather(batch[value(name)].to_physical())
        if len(positions):
            texts = self._hide(texts, self._with_identifiers(batch, name, positions, known))
            spelt = texts.gather(positions)
            capitals = capitals.scatter(positions, spelt.str.strip_chars_end(" ").str.to_uppercase())
        return _filled(texts), capitals.alias(folded(name))

    def _with_identifiers(
        self, batch: pl.DataFrame, name: str, positions: pl.Series, known: pl.Series
    ) -> pl.Series:
        texts = batch[name].gather(positions)
        unlisted = [text for text in texts.unique() if self.readings.read(name, text).kind == "unlisted"]
        positions = positions.filter(texts.is_in(unlisted))
        found = holding_identifiers(batch[name].gather(positions), batch[positions], known)
        return positions.filter(found)

    def _hide(self, texts: pl.Series, positions: pl.Series) -> pl.Series:
        if not len(positions):
            return texts
        hidden = texts.gather(positions)
        tokens = {text: self.pseudonyms.of_hidden(text) for text in hidden.unique()}
        return texts.scatter(positions, hidden.replace_strict(tokens, return_dtype=pl.String))


def check_pattern(pattern: str) -> None:
    """Raise Misused where the setting for conversations is no pattern."""
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        reason = str(error).splitlines()[-1]
        raise Misused(f"OPENCLD_CONVERSATION is no regular expression: {reason}.") from None


def _filled(texts: pl.Series) -> pl.Series:
    return texts.set(texts == "", None)


def _ages() -> tuple[pl.Expr, ...]:
    birth, start = pl.col(value("date_of_birth")), pl.col(value("event_start_date"))
    days = (start - birth).dt.total_days()
    return (
        birth.dt.year().alias("birth_year"),
        birth.dt.month().cast(pl.Int32).alias("birth_month"),
        # as the published method: whole days over 365.25, rounded down
        (4 * days).floordiv(1461).cast(pl.Int32).alias("age_at_event_start"),
    )


def _names_conversation(pattern: str) -> pl.Expr:
    text = pl.col("event_description")
    return (text.str.contains(pattern) & ~text.str.contains(NOT_CONVERSATION_ONE)).cast(pl.Int32)


def _district() -> pl.Expr:
    code = pl.col("postcode").str.strip_chars(" ").str.to_uppercase()
    full = code.str.extract(FULL_POSTCODE)
    return pl.when(code.str.contains(DISTRICT)).then(code).otherwise(full)


def _amounts(batch: pl.DataFrame, name: str) -> pl.Series:
    texts = batch[name].set(batch[improper(name)] | (batch[name] == ""), None)
    distinct = texts.drop_nulls().unique()
    amounts = pl.Series([_pence(text) for text in distinct], dtype=AMOUNT)
    return texts.replace_strict(distinct, amounts, default=None, return_dtype=AMOUNT).alias(name)


def _pence(text: str) -> Decimal | None:
    """An amount to two decimals, half away from zero; none where it has more than sixteen digits before them."""
    if len(re.sub("[^0-9].*", "", text.lstrip("-").lstrip("0"))) > 16:
        return None
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)
