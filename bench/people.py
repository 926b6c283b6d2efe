"""Invented people: service users and the unpaid carers of some of them, none of whom can be anyone.

NHS numbers come from the ranges that are not issued, postcodes from districts that do not exist.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from bench.chance import EVERYONE, Chance

PERIOD_START = date(2025, 4, 1)
PERIOD_END = date(2026, 3, 31)
FIRST_DAY = (PERIOD_START - date(1970, 1, 1)).days
LAST_DAY = (PERIOD_END - date(1970, 1, 1)).days
ONE_CARER_IN = 12
DAYS_IN_YEAR = 365.25
NUMBERS_IN_RANGE = 99_999
SETTLED_DETAILS = (
    "first_name",
    "last_name",
    "gender",
    "ethnicity",
    "has_unpaid_carer",
    "autism_spectrum_disorder_asd",
    "visual_impairment",
    "hearing_impairment",
    "dementia",
    "events",
)


def invent_people(first: int, after_last: int, seed: int) -> pl.DataFrame:
    """Return people `first` to `after_last` - 1, one row each, with how many events they have.

    Days are counted from 1970. `last_active_day` is the day of death or else the reporting period's end.
    """
    chance = Chance(seed, "person")
    people = pl.DataFrame({"person": pl.int_range(first, after_last, eager=True, dtype=pl.Int64)})
    return (
        people.with_columns(_client_type())
        .with_columns(age=_age(chance), has_died=_has_died(chance))
        .with_columns(client_group=_client_group(), last_active_day=_last_active_day(chance))
        .with_columns(setting=chance.by_share("setting", pl.col("client_group")))
        .with_columns(*_identifiers(chance), *_details(chance), *_caring(chance), nhs_number=_nhs_number())
        .with_columns(birth_day=(FIRST_DAY - pl.col("age") * DAYS_IN_YEAR).cast(pl.Int32))
    )


def local_id(person: pl.Expr) -> pl.Expr:
    """Return the local authority's own number for a person."""
    return pl.format("A{}", person.cast(pl.String).str.zfill(7))


def _client_type() -> pl.Expr:
    is_carer = pl.col("person") % ONE_CARER_IN == ONE_CARER_IN - 1
    carer, service_user = pl.lit("Unpaid carer"), pl.lit("Service user")
    return pl.when(is_carer).then(carer).otherwise(service_user).alias("client_type")


def _client() -> pl.Expr:
    return pl.col("client_type").str.to_lowercase()


def _age(chance: Chance) -> pl.Expr:
    return chance.by_share("age_decade", _client()).cast(pl.Int32) + chance.fraction("age") * 10


def _has_died(chance: Chance) -> pl.Expr:
    return (chance.fraction("death") < 0.04) & (pl.col("client_type") == "Service user")


def _last_active_day(chance: Chance) -> pl.Expr:
    day_of_death = LAST_DAY - chance.below("day of death", 270)
    return pl.when("has_died").then(day_of_death).otherwise(LAST_DAY).cast(pl.Int32)


def _client_group() -> pl.Expr:
    return (
        pl.when(pl.col("client_type") == "Unpaid carer")
        .then(pl.lit("unpaid carer"))
        .when(pl.col("age") < 65)
        .then(pl.lit("service user of 18 to 64"))
        .otherwise(pl.lit("service user of 65 and over"))
    )


def _identifiers(chance: Chance) -> list[pl.Expr]:
    letters = pl.Series(list("ABDEFGHJLNPQRSTUWXYZ"))
    postcode = pl.format(
        "AL{} {}{}{}",
        chance.below("postcode district", 89) + 11,
        chance.below("postcode sector", 9) + 1,
        chance.among("postcode letter", letters),
        chance.among("postcode last letter", letters),
    )
    return [
        local_id(pl.col("person")).alias("la_person_unique_identifier"),
        pl.format("A099{}", chance.below("practice", 90) + 10).alias("gp_practice_code"),
        postcode.alias("postcode"),
    ]


def _details(chance: Chance) -> list[pl.Expr]:
    is_working_age = pl.col("client_group") == "service user of 18 to 64"
    return [
        *(chance.by_share(field, EVERYONE).alias(field) for field in SETTLED_DETAILS),
        chance.by_share("primary_support_reason", pl.col("client_group")).alias("primary_support_reason"),
        chance.by_share("accommodation_status", pl.col("setting")).alias("accommodation_status"),
        chance.by_share("client_funding_status", _client()).alias("client_funding_status"),
        pl.when(is_working_age)
        .then(chance.by_share("employment_status", EVERYONE))
        .alias("employment_status"),
    ]


def _caring(chance: Chance) -> list[pl.Expr]:
    is_carer = pl.col("client_type") == "Unpaid carer"
    cares_for_two = chance.fraction("second adult") < 0.15
    first_adult = pl.col("person") - 1 - chance.below("first adult", ONE_CARER_IN - 2)
    second_adult = pl.col("person") - (ONE_CARER_IN - 1)
    return [
        chance.by_share("total_hrs_caring_per_week", _client()).alias("total_hrs_caring_per_week"),
        pl.when(is_carer)
        .then(pl.when(cares_for_two).then(pl.lit("2")).otherwise(pl.lit("1")))
        .alias("no_of_adults_being_cared_for"),
        pl.when(is_carer).then(local_id(first_adult)).alias("adult_1_linked_person_id"),
        pl.when(is_carer & cares_for_two).then(local_id(second_adult)).alias("adult_2_linked_person_id"),
    ]


def _nhs_number() -> pl.Expr:
    """Number people through the 999 range, then 998 and so on.

    Of ten numbers that share their first eight digits nine at least have a check digit (its remainder is
    never 10 twice), so that each block of ten gives nine people. The last block of a range is left out: in
    the 999 range it holds 9999999999. Blocks are taken in scattered order.
    """
    block, place = pl.col("person") // 9, pl.col("person") % 9
    scattered = (block % NUMBERS_IN_RANGE) * 7919 % NUMBERS_IN_RANGE
    first_eight = (999 - block // NUMBERS_IN_RANGE) * 100_000 + scattered
    weighted = pl.sum_horizontal(first_eight // 10 ** (7 - at) % 10 * (10 - at) for at in range(8)) % 11
    # The ninth digit has weight 2 and 2 x 6 = 1 (mod 11): this is the ninth digit that leaves no check digit.
    without_check_digit = (1 - weighted + 11) * 6 % 11
    ninth = pl.when(place >= without_check_digit).then(place + 1).otherwise(place)
    remainder = (weighted + 2 * ninth) % 11
    check_digit = (11 - remainder) % 11
    return (first_eight * 100 + ninth * 10 + check_digit).cast(pl.String)
