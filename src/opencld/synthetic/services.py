"""Services of invented people: what is arranged in a setting, what it costs, and in which pieces it is recorded."""

from __future__ import annotations

from collections.abc import Mapping

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import Day
from opencld.synthetic.events import CONTINUES, LOW_LEVEL, Cost, Event, Recorder
from opencld.synthetic.tables import Assumptions, ServiceLine

QUARTER_MONTHS = (1, 7, 10)
APRIL = 4
YEARS_BETWEEN_CHANGES = (2.5, 9.0)


def cost_of(line: ServiceLine, chance: Chance, assumed: Assumptions) -> tuple[Cost | None, dict[str, str]]:
    """Draw what a service costs; its cells are the planned units and the registered provider."""
    cells: dict[str, str] = {}
    if line.is_registered:
        cells["provider_cqc_location_id"] = f"1-9{chance.between(100000, 100899)}"
    if line.typical_units is not None:
        # in half units, as care is planned
        cells["planned_units_per_week"] = (
            f"{max(1, round(line.typical_units * (0.8 + 2.4 * chance.fraction()))) / 2:.2f}"
        )
    if line.typical_cost is None:
        return None, cells
    way = chance.among(assumed.shares["uplift", "cost line"])
    month = QUARTER_MONTHS[chance.below(3)] if way == "in place in another quarter" else APRIL
    at_start = line.typical_cost * (0.65 + 0.7 * chance.fraction())
    return Cost(at_start, assumed.rates["uplift"], way, month), cells


def short_service(
    recorder: Recorder,
    setting: str,
    key: str,
    days: tuple[Day, Day],
    outcome: str,
    recorded: Day | None = None,
) -> Event:
    """Put down a service that was meant to be short: reablement, equipment, a short stay, support for a carer."""
    start, end = days
    line = recorder.chance.among(recorder.world.assumed.main_services[setting])
    cost, cells = cost_of(line, recorder.chance, recorder.world.assumed)
    end_recorded = end + recorder.delay("end_recorded_late") if recorded is None else recorded
    known = end_recorded if line.cells["service_type"] == LOW_LEVEL or recorded is not None else start
    return _put(recorder, line, cells, key, days, (known, end_recorded), outcome, cost)


def long_service(
    recorder: Recorder,
    line: ServiceLine,
    key: str,
    days: tuple[Day, Day],
    ended: tuple[Day, str],
    chance: Chance,
) -> None:
    """Put down a service that goes on for long, in the pieces that lie in the recorder.world.window.

    A service is arranged anew every few years, with another provider or amount: the earlier piece ends, the next
    one starts on the day after. `ended` is the day from which the end is known, and the outcome.
    """
    start, end = days
    end_recorded, way_out = ended
    least, most = YEARS_BETWEEN_CHANGES
    length = int((least + (most - least) * chance.fraction()) * 365)
    is_late = chance.happens(recorder.world.assumed.rates["start_recorded_late"])
    late = chance.between(8, int(recorder.world.assumed.rates["longest_delay_days"])) if is_late else 0
    first_piece = max(0, (recorder.world.window.first - start) // length)
    for piece in range(first_piece, (min(end, recorder.world.window.last) - start) // length + 1):
        # a chance of its own, so that the pieces before the window need not be drawn
        cost, cells = cost_of(line, chance.of(piece), recorder.world.assumed)
        piece_start, piece_end = start + piece * length, min(end, start + (piece + 1) * length - 1)
        is_last = piece_end == end
        known = piece_start + (0 if piece else late)
        recorded = known, max(known, end_recorded if is_last else piece_end)
        outcome = way_out if is_last else CONTINUES
        _put(recorder, line, cells, f"{key}{piece}", (piece_start, piece_end), recorded, outcome, cost)


def _put(
    recorder: Recorder,
    line: ServiceLine,
    cells: Mapping[str, str],
    key: str,
    days: tuple[Day, Day],
    recorded: tuple[Day, Day],
    outcome: str,
    cost: Cost | None,
) -> Event:
    described = {"event_description": line.description} if line.description and recorder.is_describing else {}
    event = Event(
        "Service", key, *days, *recorded, outcome, {**line.cells, **cells, **described},
        recorder.home, recorder.funding, cost,
    )  # fmt: skip
    recorder.events.append(event)
    return event
