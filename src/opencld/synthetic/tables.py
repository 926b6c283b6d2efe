"""The tables beside this module: what invented returns are made of, and the published figures they are to resemble.

Nothing here is code: an analyst may change a share or a rate in the CSV files, each of which names its source.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from opencld.synthetic.chance import Shares

HERE = Path(__file__).parent
DAYS_IN_YEAR = 365.25
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Track:
    """A kind of life in long term support, and the share of places that people of this kind take up."""

    name: str
    mean_days: float
    support_reason: str
    way_in: str
    way_out: str
    to_residential_care: float
    to_nursing_care: float
    unpaid_carer: float


@dataclass(frozen=True)
class ServiceLine:
    """A service as it is arranged in a setting. Cost and units are typical ones; None where it has none."""

    cells: Mapping[str, str]
    share: float
    role: str
    typical_cost: float | None
    typical_units: float | None
    is_registered: bool
    description: str


@dataclass(frozen=True)
class Published:
    """Published figures of one local authority: people in long term support, people assessed in a year."""

    la_code: str
    long_term_support: int
    assessed: int


@dataclass(frozen=True)
class Assumptions:
    """All that is assumed about people and events. `shares` by table and whom they hold for."""

    rates: Mapping[str, float]
    shares: Mapping[tuple[str, str], Shares[str]]
    tracks: Shares[Track]
    services: Mapping[tuple[str, str], tuple[ServiceLine, ...]]
    main_services: Mapping[str, Shares[ServiceLine]]
    name_parts: Mapping[str, tuple[str, ...]]


@cache
def load_assumptions() -> Assumptions:
    """Read the tables under `assumptions/`."""
    services = _gathered(
        ((line["setting"], line["role"]), _service(line)) for line in _lines("assumptions/services.csv")
    )
    return Assumptions(
        rates={line["rate"]: float(line["value"]) for line in _lines("assumptions/rates.csv")},
        shares={key: Shares(pairs) for key, pairs in _shares().items()},
        tracks=Shares((_track(line), float(line["share"])) for line in _lines("assumptions/tracks.csv")),
        services=services,
        main_services={
            setting: Shares((service, service.share) for service in lines)
            for (setting, role), lines in services.items()
            if role == "main"
        },
        name_parts=_gathered((line["part"], line["text"]) for line in _lines("assumptions/names.csv")),
    )


@cache
def published_by_authority() -> Mapping[str, Published]:
    """Read the published figures of the 153 authorities, by LA code."""
    lines = _lines("published/authorities.csv")
    return {
        line["la_code"]: Published(
            line["la_code"],
            int(line["long_term_support_31_march_2026"]),
            int(line["assessed_april_2025_to_march_2026"]),
        )
        for line in lines
    }


@cache
def published_for_england() -> Mapping[tuple[str, str], int]:
    """Read the published figures of England, by figure and what it is of."""
    return {(line["figure"], line["of"]): int(line["value"]) for line in _lines("published/england.csv")}


@cache
def release_1_stand_ins() -> Mapping[tuple[str, str], str]:
    """Read what an authority wrote in Release 1 where only Release 2 has the value, by field and value."""
    lines = _lines("assumptions/release_1_stand_ins.csv")
    return {(line["field"], line["release2_value"]): line["release1_value"] for line in lines}


def _lines(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _gathered(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    gathered: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        gathered[key].append(value)
    return {key: tuple(values) for key, values in gathered.items()}


def _shares() -> dict[tuple[str, str], tuple[tuple[str, float], ...]]:
    return _gathered(
        ((line["table"], line["whose"]), (line["value"], float(line["share"])))
        for line in _lines("assumptions/shares.csv")
    )


def _track(line: Mapping[str, str]) -> Track:
    return Track(
        name=line["track"],
        mean_days=float(line["mean_years"]) * DAYS_IN_YEAR,
        support_reason=line["support_reason"],
        way_in=line["way_in"],
        way_out=line["way_out"],
        to_residential_care=float(line["to_residential_care"]),
        to_nursing_care=float(line["to_nursing_care"]),
        unpaid_carer=float(line["unpaid_carer"]),
    )


def _service(line: Mapping[str, str]) -> ServiceLine:
    cells = {
        "service_type": line["service_type"],
        "service_component": line["service_component"],
        "delivery_mechanism": line["delivery_mechanism"],
        "cost_frequency_unit_type": line["cost_frequency"],
    }
    return ServiceLine(
        cells=cells,
        share=float(line["share"]),
        role=line["role"],
        typical_cost=float(line["typical_cost"]) if line["typical_cost"] else None,
        typical_units=float(line["typical_units"]) if line["typical_units"] else None,
        is_registered=line["registered"] == "yes",
        description=line["description"],
    )
