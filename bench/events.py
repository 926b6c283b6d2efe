"""Invented events of invented people: dates, outcomes, services and costs that agree with one another."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from bench.chance import Chance, read_table, spread
from bench.people import DAYS_IN_YEAR, FIRST_DAY

# Services of one person start on different days: each start is moved back by less than this many days.
START_SPACING = 12
LONGEST_SERVICE = 15 * 365
LONGEST_DAYS = pl.DataFrame({"event_type": ["Request", "Assessment", "Review"], "longest_days": [4, 60, 30]})
BLANK_OR_NUMBER = ("typical_cost", "typical_units", "typical_days", "open_share")
SERVICES = read_table("services.csv")
SERVICE_DETAILS = (
    pl.DataFrame(SERVICES)
    .drop("setting", "share")
    .with_columns(service=pl.int_range(pl.len()))
    .with_columns(pl.col(pl.String).replace("", None))
    .with_columns(pl.col(BLANK_OR_NUMBER).cast(pl.Float64))
)


def _services_of_setting() -> dict[str, pl.Series]:
    shares: dict[str, dict[int, float]] = defaultdict(dict)
    for service, line in enumerate(SERVICES):
        shares[line["setting"]][service] = float(line["share"])
    return {setting: spread(services) for setting, services in shares.items()}


SERVICES_OF_SETTING = _services_of_setting()


def invent_events(people: pl.DataFrame, first_event: int, seed: int) -> pl.DataFrame:
    """Return the events of these people, one row each, with their details, numbered from `first_event`."""
    chance = Chance(seed, "event")
    return (
        people.with_columns(event_of_person=pl.int_ranges(0, pl.col("events").cast(pl.Int32)))
        .explode("event_of_person")
        .with_row_index("event", offset=first_event)
        .with_columns(client=pl.col("client_type").str.to_lowercase())
        .with_columns(event_type=chance.by_share("event_type", pl.col("client")))
        .pipe(_add_service, chance)
        .pipe(_add_days, chance)
        .with_columns(*_assessment(chance), *_review(chance), *_request(chance), *_costs(chance))
        .with_columns(*_review_outcomes(chance), *_description(chance), event_outcome=_outcome(chance))
    )


def _add_service(events: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Give each service a line of services.csv, by the shares of the person's setting."""
    lines = [
        pl.when(pl.col("setting") == setting).then(chance.among("service", services))
        for setting, services in SERVICES_OF_SETTING.items()
    ]
    service = pl.when(pl.col("event_type") == "Service").then(pl.coalesce(lines))
    return events.with_columns(service=service).join(
        SERVICE_DETAILS, on="service", how="left", maintain_order="left"
    )


def _add_days(events: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """Add start and end as days since 1970. Nobody has an event before turning 18 or after death."""
    is_service = pl.col("event_type") == "Service"
    is_open = is_service & (chance.fraction("open") < pl.col("open_share"))
    turned_18 = pl.col("birth_day") + int(18 * DAYS_IN_YEAR) + START_SPACING + 2
    days_of_service = (-(1 - chance.fraction("days")).log() * pl.col("typical_days")).clip(0, LONGEST_SERVICE)
    days = pl.when(is_service).then(days_of_service).otherwise(chance.below("days", pl.col("longest_days")))
    latest_start = pl.col("latest_start")
    past_spacing = (latest_start - pl.col("event_of_person")) % START_SPACING
    return (
        events.join(LONGEST_DAYS, on="event_type", how="left", maintain_order="left")
        .with_columns(
            is_open=is_open & ~pl.col("has_died"),
            ended_by_death=is_open & pl.col("has_died"),
            end_day=pl.when(is_open).then(pl.col("last_active_day")).otherwise(_day_of_end(chance)),
        )
        .with_columns(latest_start=pl.max_horizontal(pl.col("end_day") - days.cast(pl.Int32), turned_18))
        .with_columns(
            start_day=pl.when(is_service).then(latest_start - past_spacing).otherwise(latest_start),
            end_day=pl.when(~pl.col("is_open")).then(pl.col("end_day")),
        )
    )


def _day_of_end(chance: Chance) -> pl.Expr:
    """Return an end in the reporting period, in a stretch of it that no other event of the person ends in."""
    stretch = (pl.col("last_active_day") - FIRST_DAY + 1) // pl.col("events").cast(pl.Int32)
    day = FIRST_DAY + pl.col("event_of_person") * stretch + chance.below("end", stretch)
    return day.cast(pl.Int32)


def _request(chance: Chance) -> list[pl.Expr]:
    is_request = pl.col("event_type") == "Request"
    route = chance.by_share("request_route_of_access", pl.col("client"))
    return [pl.when(is_request).then(route).alias("request_route_of_access")]


def _assessment(chance: Chance) -> list[pl.Expr]:
    is_assessment = pl.col("event_type") == "Assessment"
    assessment_type = chance.by_share("assessment_type", pl.col("client"))
    method = chance.by_share("method_of_assessment", pl.col("client"))
    return [
        pl.when(is_assessment).then(assessment_type).alias("assessment_type"),
        pl.when(is_assessment)
        .then(chance.by_share("eligible_needs_identified", assessment_type))
        .alias("eligible_needs_identified"),
        pl.when(is_assessment & (assessment_type != "Financial assessment"))
        .then(method)
        .alias("method_of_assessment"),
    ]


def _review(chance: Chance) -> list[pl.Expr]:
    is_review = pl.col("event_type") == "Review"
    return [
        pl.when(is_review).then(chance.by_share(field, pl.col("client"))).alias(field)
        for field in ("review_reason", "method_of_review")
    ]


def _review_outcomes(chance: Chance) -> list[pl.Expr]:
    is_planned = pl.col("review_reason").str.starts_with("Planned")
    kind_of_review = pl.when(is_planned).then(pl.lit("Planned")).when(~is_planned).then(pl.lit("other"))
    return [chance.by_share("review_outcomes_achieved", kind_of_review).alias("review_outcomes_achieved")]


def _costs(chance: Chance) -> list[pl.Expr]:
    pence = pl.col("typical_cost") * 100 * (0.6 + 0.8 * chance.fraction("cost"))
    half_units = pl.col("typical_units") * 2 * (0.4 + 1.2 * chance.fraction("units"))
    provider = pl.format("1-100099{}", chance.below("provider", 900) + 100)
    return [
        _amount(pence).alias("unit_cost"),
        pl.when(pl.col("typical_units").is_not_null())
        .then(_amount(half_units.round().clip(1) * 50))
        .alias("planned_units_per_week"),
        pl.when(pl.col("registered") == "yes").then(provider).alias("provider_cqc_location_id"),
    ]


def _description(chance: Chance) -> list[pl.Expr]:
    by_type = chance.by_share("event_description", pl.col("event_type"))
    is_described = chance.fraction("described") < 0.5
    return [pl.when(is_described).then(pl.coalesce("description", by_type)).alias("event_description")]


def _outcome(chance: Chance) -> pl.Expr:
    how_it_ended = (
        pl.when(pl.col("event_type") != "Service")
        .then("event_type")
        .when("ended_by_death")
        .then(pl.lit("service ended by death"))
        .when("is_open")
        .then(pl.lit("open service"))
        .otherwise(pl.lit("ended service"))
    )
    has_outcome = pl.col("assessment_type").ne_missing("Financial assessment")
    return pl.when(has_outcome).then(chance.by_share("event_outcome", how_it_ended))


def _amount(hundredths: pl.Expr) -> pl.Expr:
    whole = hundredths.round().cast(pl.Int64)
    return pl.format("{}.{}", whole // 100, (whole % 100).cast(pl.String).str.zfill(2))
