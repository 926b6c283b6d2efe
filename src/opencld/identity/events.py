"""Pseudonymised events: what passes the door of each row, typed and derived. Names and free text stay behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

import polars as pl

from opencld.errors import Misused
from opencld.identity.event_columns import AMOUNT, folded
from opencld.identity.hiding import NONE, Doubtful, cells_to_hide
from opencld.identity.pseudonyms import Pseudonyms
from opencld.specification import Specification
from opencld.validation.cell_results import CellResults
from opencld.validation.cells import compared, each_text_once, improper, positions_of, texts_at, value
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
MORE_DECIMALS = r"\.[0-9]{3}"
FULL_POSTCODE = r"^([A-Z]{1,2}[0-9][A-Z0-9]?|GIR) ?[0-9][A-Z]{2}$"
DISTRICT = r"^[A-Z]{1,2}[0-9][A-Z0-9]?$"
LONGEST_DISTRICT = 4


@dataclass(frozen=True)
class _Known:
    """What of a specification the door goes by: `lists` has the values of each list, and their capitals."""

    readings: Readings
    results: CellResults
    lists: Mapping[str, tuple[pl.Series, pl.Series]]


@lru_cache(maxsize=4)
def _known_of(specification: Specification) -> _Known:
    """Worked out once for any number of returns."""
    readings = Readings(specification)
    lists = {
        name: (_positions(values), _positions(listed.upper() for listed in values))
        for name, values in specification.defined_lists.items()
    }
    return _Known(readings, CellResults(specification, readings), lists)


class Door:
    """Lets through what may pass, part by part of one authority's return."""

    def __init__(
        self, specification: Specification, pseudonyms: Pseudonyms, la_code: str, conversation: str
    ) -> None:
        self.pseudonyms, self.la_code, self.conversation = pseudonyms, la_code, conversation
        known = _known_of(specification)
        self.readings, self.results, self.lists = known.readings, known.results, known.lists
        self.derived = [
            pl.lit(la_code).alias("la_code"),
            *(pl.col(value(source)).alias(name) for name, source in DAYS.items()),
            *_ages(),
            pl.col(value("no_of_adults_being_cared_for")).cast(pl.Int32).alias("adults_cared_for"),
        ]

    def let_through(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the pseudonymised events of a batch as it was judged, one row a row, in order.

        Columns: `row`, and those of `event_columns` but for `submission_id` and `record_id`, in another order.
        """
        hidden = self._hidden(batch)
        columns = [
            batch["row"],
            *batch.lazy().select(self.derived).collect(),
            each_text_once(batch["event_description"], self._names_conversation).alias("conversation"),
            _districts(batch),
            *self._people(batch),
            *(_amounts(batch, name) for name in AMOUNTS),
            *(self._code(batch, name, hidden) for name in CODES),
            *(column for name in self.lists for column in self._listed(batch, name, hidden)),
            *self.results.of(batch),
        ]
        return pl.DataFrame(columns)

    def _hidden(self, batch: pl.DataFrame) -> Mapping[str, pl.Series]:
        """Positions of the cells that hold identifiers, by field."""
        unlisted = [self._unlisted(batch, name) for name in self.lists]
        return cells_to_hide(batch, [*unlisted, *_doubtful_codes(batch)])

    def _unlisted(self, batch: pl.DataFrame, name: str) -> Doubtful:
        """Texts of a list field that are neither a value of either release nor another form of one."""
        positions = positions_of(batch[improper(name)])
        texts = texts_at(batch, name, positions).unique()
        unlisted = [text for text in texts if self.readings.read(name, text).kind == "unlisted"]
        return Doubtful(name, pl.Series(unlisted, dtype=pl.String), positions)

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

    def _names_conversation(self, descriptions: pl.Series) -> pl.Series:
        named = descriptions.str.contains(self.conversation)
        positions = positions_of(named)
        if len(positions):
            named = named.scatter(positions, ~descriptions[positions].str.contains(NOT_CONVERSATION_ONE))
        return named.cast(pl.Int32)

    def _code(self, batch: pl.DataFrame, name: str, hidden: Mapping[str, pl.Series]) -> pl.Series:
        return _filled(self._hide(batch[name], hidden.get(name, NONE))).cast(pl.Categorical)

    def _listed(
        self, batch: pl.DataFrame, name: str, hidden: Mapping[str, pl.Series]
    ) -> tuple[pl.Series, pl.Series]:
        # listed values go by their places, which is quicker than going by their texts
        places = batch[value(name)].to_physical().cast(pl.UInt32)
        as_listed, capitals = (values[places] for values in self.lists[name])
        positions = positions_of(batch[improper(name)])
        if len(positions):
            texts = texts_at(batch, name, positions)
            hides = positions.is_in(hidden.get(name, NONE).implode())
            texts = self._hide(texts, positions_of(hides))
            as_listed = as_listed.scatter(positions, texts.cast(pl.Categorical))
            capitals = capitals.scatter(positions, compared(texts).cast(pl.Categorical))
        return as_listed.alias(name), capitals.alias(folded(name))

    def _hide(self, texts: pl.Series, positions: pl.Series) -> pl.Series:
        if not len(positions):
            return texts
        return texts.clone().scatter(positions, self.pseudonyms.of_hidden(texts[positions]))


def check_pattern(pattern: str) -> None:
    """Raise Misused where the setting for conversations is no pattern."""
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        *_, reason = ["it cannot be read", *(line for line in str(error).splitlines() if "error: " in line)]
        raise Misused(f"OPENCLD_CONVERSATION is no regular expression: {reason}.") from None


def _doubtful_codes(batch: pl.DataFrame) -> Iterator[Doubtful]:
    for name, shape in CODES.items():
        codes = batch[name].unique()
        proper = codes.str.contains(shape)
        yield Doubtful(name, codes.filter(proper), are_codes=True)
        yield Doubtful(name, codes.filter(~proper & (codes != "")))


def _positions(values: Iterable[str]) -> pl.Series:
    """Listed values by their positions on the list, of which 0 is blank."""
    return pl.Series([None, *values], dtype=pl.Categorical)


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


def _districts(batch: pl.DataFrame) -> pl.Series:
    """First halves of postcodes, also of those with too few or too many spaces."""
    districts = batch.lazy().select(_district_of_proper().alias("postcode_district")).collect().to_series()
    odd = positions_of(batch[improper("postcode")])
    if len(odd):
        codes = batch["postcode"][odd].str.strip_chars(" ").str.to_uppercase()
        of_odd = codes.zip_with(codes.str.contains(DISTRICT), codes.str.extract(FULL_POSTCODE))
        districts = districts.scatter(odd, of_odd)
    return districts


def _district_of_proper() -> pl.Expr:
    """Of a full postcode what stands before its last four characters, the first of which is a space."""
    code = pl.col(value("postcode"))
    is_district = code.str.len_bytes() <= LONGEST_DISTRICT
    district = pl.when(is_district).then(code).when(code != "Unknown").then(code.str.head(-4))
    return district.str.to_uppercase()


def _amounts(batch: pl.DataFrame, name: str) -> pl.Series:
    """Amounts to two decimals, half away from zero; none where there are more than sixteen digits before them."""
    texts = batch[name].set(batch[improper(name)] | (batch[name] == ""), None)
    amounts = texts.cast(AMOUNT, strict=False)
    long = texts.str.contains(MORE_DECIMALS).fill_null(False).arg_true()
    if len(long):
        # the engine rounds halves to even
        rounded = {text: _pence(text) for text in texts.gather(long).unique()}
        amounts = amounts.scatter(long, texts.gather(long).replace_strict(rounded, return_dtype=AMOUNT))
    return amounts.alias(name)


def _pence(text: str) -> Decimal | None:
    amount = Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=400))
    return amount if abs(amount) < 10**16 else None
