"""Which rows may break a rule across rows: as a rule few, and comparing numbers finds them sooner than comparing texts.

All others need not be laid side by side. Like the quick looks of `personal_data`, this is never false where a rule
could find something: it names every row that may break a rule, and every row that rule must see to tell. What it names
besides changes no result.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from opencld.specification import Specification
from opencld.validation.cells import as_compared, blank, value

REPEATS = {"repeated_references": "reference_key", "repeated_events": "event_key"}
"""Tables of rows that share a fingerprint with others, by the column that holds it."""

LINKS = ["adult_1_linked_person_id", "adult_2_linked_person_id", "adult_3_linked_person_id"]
DETAILS = ("nhs_key", value("date_of_birth"), value("date_of_death"), "known_gender", "known_ethnicity")
"""Of which a person has but one, as far as they are known."""


def repeats_in(rows: pl.LazyFrame) -> dict[str, pl.DataFrame]:
    """Return the rows that share a fingerprint with others: tables by name, columns `row` and the fingerprint."""
    found = {table: _repeats(rows, column) for table, column in REPEATS.items()}
    # identical rows have one reference and one type of event, as far as these are known
    same_reference = _among("reference_key", found["repeated_references"]["reference_key"])
    may_be_copies = rows.filter(same_reference | pl.col("reference_key").is_null())
    return {"repeated_rows": _repeats(may_be_copies, "row_hash"), **found}


def _repeats(rows: pl.LazyFrame, column: str) -> pl.DataFrame:
    # sorting numbers is much quicker than grouping by them, and as a rule finds next to nothing
    ordered = rows.select(column).collect().to_series().sort()
    repeated = ordered.filter(ordered == ordered.shift(1))
    if repeated.is_empty():
        return rows.select("row", column).head(0).collect()
    return rows.select("row", column).filter(_among(column, repeated)).collect()


def people_in(rows: pl.LazyFrame, specification: Specification) -> pl.LazyFrame:
    """Find the people of some rows, one row per local identifier: `person_key`, whether they are ever a service user
    (`is_service_user`), and the least and greatest of each of the `DETAILS`."""
    found = rows.group_by("person_key").agg(
        _is(specification, "client_type", "Service user").any().alias("is_service_user"),
        pl.col(DETAILS).min().name.prefix("least "),
        pl.col(DETAILS).max().name.prefix("greatest "),
    )
    return found.drop_nulls("person_key")


def people_together(parts: pl.LazyFrame) -> pl.DataFrame:
    """Return the people of all rows in the same way, given those of each part of the rows."""
    found = parts.group_by("person_key").agg(
        pl.col("is_service_user").any(),
        pl.col([f"least {detail}" for detail in DETAILS]).min(),
        pl.col([f"greatest {detail}" for detail in DETAILS]).max(),
    )
    return found.collect()


def numbers_in(rows: pl.LazyFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return one row per NHS number: `nhs_key`, and whether several local identifiers have it (`is_shared`). `people`
    are those of `people_together`: nearly all have one number, and need not be sought among the rows again."""
    person, has_one = pl.col("person_key"), pl.col("least nhs_key") == pl.col("greatest nhs_key")
    settled = people.lazy().filter(has_one).select(pl.col("least nhs_key").alias("nhs_key"), person)
    several = people.filter(~has_one)["person_key"]
    others = rows.filter(person.is_null() | _among("person_key", several)).select("nhs_key", person)
    held = pl.concat([settled, others]).drop_nulls("nhs_key").collect()
    numbers = held["nhs_key"].sort()
    more_than_once = held.lazy().filter(_among("nhs_key", numbers.filter(numbers == numbers.shift(1))))
    shared = (
        more_than_once.group_by("nhs_key").agg(is_shared=person.min() != person.max()).filter("is_shared")
    )
    is_shared = pl.col("nhs_key").is_in(shared.collect()["nhs_key"].implode()).alias("is_shared")
    return numbers.unique().to_frame().with_columns(is_shared)


def links_in(rows: pl.LazyFrame, specification: Specification) -> pl.LazyFrame:
    """Find the links of rows that are not a service user's: `row`, `field`, the `value` as submitted, the `person_key`
    of the person linked, and whether they are those of a joint assessment (`is_joint`)."""
    is_service_user = _is(specification, "client_type", "Service user")
    is_joint = _is(specification, "method_of_assessment", "Service user and unpaid carer")
    return (
        rows.filter(~pl.all_horizontal([blank(name) for name in LINKS]) & ~is_service_user)
        .select("row", is_joint.alias("is_joint"), *LINKS)
        .unpivot(LINKS, index=["row", "is_joint"], variable_name="field", value_name="value")
        .filter(pl.col("value") != "")
        .with_columns(pl.col("field").cast(pl.Enum(LINKS)), as_compared("value").hash().alias("person_key"))
    )


def doubtful_links_in(links: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return the links to persons who are never a service user, and all links of joint assessments: `row`, `field`,
    `value`, the same as it is compared (`linked_id`), and `person_key`. `links` are those of `links_in`, `people` those
    of `people_together`."""
    others = links.filter(~pl.col("is_joint"))
    strangers = others.join(people.filter("is_service_user"), on="person_key", how="anti")
    doubtful = pl.concat([strangers, links.filter("is_joint")]).drop("is_joint")
    return doubtful.with_columns(as_compared("value").alias("linked_id"))


def ten_digits_in(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Find the references and local identifiers that may be an NHS number: `row` and the number (`nhs_key`)."""
    found = [
        rows.filter(pl.col(name).str.len_bytes() >= 10)
        .select("row", as_compared(name).cast(pl.Int64, strict=False).alias("nhs_key"))
        .drop_nulls()
        for name in ("event_reference", "la_person_unique_identifier")
    ]
    return pl.concat(found)


def among(
    rows: pl.LazyFrame,
    people: pl.DataFrame,
    numbers: pl.DataFrame,
    repeats: Mapping[str, pl.DataFrame],
    links: pl.DataFrame,
    ten_digits: pl.DataFrame,
) -> pl.Series:
    """Return the numbers of the candidates, in ascending order. The tables are those that this module makes."""
    references = ten_digits.join(numbers.select("nhs_key"), on="nhs_key", how="semi")
    alone = pl.concat([*(table["row"] for table in repeats.values()), references["row"], links["row"]])
    persons = pl.concat([_in_conflict(people), links["person_key"], _in_conversation_one(rows)])
    shared = pl.concat([numbers.filter("is_shared")["nhs_key"], references["nhs_key"]])
    wanted = _among("row", alone) | _among("person_key", persons) | _among("nhs_key", shared)
    return rows.filter(wanted).select("row").collect().to_series()


def _among(column: str, wanted: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(wanted.unique().implode())


def _is(specification: Specification, field: str, listed: str) -> pl.Expr:
    position = specification.defined_lists[field].index(listed) + 1
    return (pl.col(value(field)).to_physical() == position).fill_null(False)


def _in_conflict(people: pl.DataFrame) -> pl.Series:
    differing = [pl.col(f"least {detail}") != pl.col(f"greatest {detail}") for detail in DETAILS]
    return people.filter(pl.any_horizontal(differing))["person_key"]


def _in_conversation_one(rows: pl.LazyFrame) -> pl.Series:
    """Persons of whom a description names a conversation one."""
    return rows.filter("names_conversation_one").select("person_key").drop_nulls().collect().to_series()
