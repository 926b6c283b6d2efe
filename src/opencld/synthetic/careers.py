"""The life of a person in long term support: how they came to it, what they receive, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from opencld.synthetic.chance import Chance
from opencld.synthetic.days import NEVER, Day
from opencld.synthetic.entry import way_in
from opencld.synthetic.events import CONTINUES, DECEASED, Career, Recorder
from opencld.synthetic.people import OLD, OLDEST, Home, Portrait, age_at, invent_person
from opencld.synthetic.services import long_service
from opencld.synthetic.stays import ENTRY_DAYS, Stay
from opencld.synthetic.tables import DAYS_IN_YEAR, ServiceLine, Track
from opencld.synthetic.world import World
from opencld.synthetic.yearly import Life, years_of

YOUNG = int(21 * DAYS_IN_YEAR)
ADULT = int(18 * DAYS_IN_YEAR) + ENTRY_DAYS + 2
CARE_HOMES = ("residential care", "nursing care")
PERSON, ENTRY, PACKAGE, YEARS, CARER = range(5)


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a stay in one setting."""

    setting: str
    start: Day
    end: Day
    home: Home


def long_term_career(stay: Stay, track: Track, portrait: Portrait, chance: Chance, world: World) -> Career:
    """Invent the person of a stay, with every event that the window can show."""
    own = chance.of(PERSON)
    setting = own.among(world.assumed.shares["setting", track.name])
    age = age_at(track.name, own, world.assumed)
    # those who stay longest came young, and nobody comes as a child
    age = max(ADULT, min(age, int(OLDEST) - (stay.end - stay.start)))
    lives = setting if setting != "at home" else track.support_reason
    person = invent_person(replace(portrait, lives=lives), stay.start - age, own, world)
    career = Career(person)
    way_out = own.among(world.assumed.shares["way_out", track.way_out])
    end_recorded = stay.end + Recorder(own, world).delay("end_recorded_late")
    if way_out == DECEASED:
        person.death = stay.end
        person.death_recorded = end_recorded = stay.end + own.days(
            world.assumed.rates["death_recorded_days"], 150
        )
    if stay.start + 1 >= world.window.first:
        recorder = Recorder(chance.of(ENTRY), world, person.home, person.funding)
        way_in(recorder, stay.start, _way_in(track, age, recorder.chance, world))
        career.take(recorder)
    package = chance.of(PACKAGE)
    phases = _phases(stay, track, setting, person.home, package, world)
    for place, phase in enumerate(phases):
        is_last = place == len(phases) - 1
        ended = (end_recorded, way_out) if is_last else (phase.end, CONTINUES)
        _receive(career, phase, place, ended, package.of(place), world)
    if setting != "prison":
        in_care_home = next((phase for phase in phases if phase.setting in CARE_HOMES), None)
        life = Life(
            is_older=stay.start - person.birth > OLD,
            care_home_from=in_care_home.start if in_care_home else NEVER,
            care_home=in_care_home.home if in_care_home else None,
        )
        years_of(career, stay, life, chance.of(YEARS), world)
    return career


def _way_in(track: Track, age: int, chance: Chance, world: World) -> str:
    is_past_transition = track.way_in == "young" and age >= YOUNG
    return chance.among(world.assumed.shares["way_in", "working age" if is_past_transition else track.way_in])


def _phases(
    stay: Stay, track: Track, setting: str, home: Home, chance: Chance, world: World
) -> tuple[Phase, ...]:
    """Some people move to a care home in the second half of their stay."""
    fraction, moving = chance.fraction(), 0.5 + 0.45 * chance.fraction()
    care_home = Home(world.authority.postcode(chance), "")
    if fraction >= track.to_residential_care + track.to_nursing_care or stay.end - stay.start < 60:
        return (Phase(setting, stay.start, stay.end, home),)
    to = "residential care" if fraction < track.to_residential_care else "nursing care"
    day = stay.start + int((stay.end - stay.start) * moving)
    accommodation = world.assumed.shares["accommodation_status", to].at(0)
    return (
        Phase(setting, stay.start, day - 1, home),
        Phase(to, day, stay.end, Home(care_home.postcode, accommodation)),
    )


def _receive(
    career: Career, phase: Phase, place: int, ended: tuple[Day, str], chance: Chance, world: World
) -> None:
    """Put down the services of a phase: one that the setting is named after, others beside it."""
    services = world.assumed.services
    chosen: list[ServiceLine] = [chance.among(world.assumed.main_services[phase.setting])]
    for role in ("extra", "respite"):
        for line in services.get((phase.setting, role), ()):
            is_new = all(
                line.cells["service_component"] != other.cells["service_component"] for other in chosen
            )
            if chance.happens(line.share / 100) and is_new:
                chosen.append(line)
    recorder = Recorder(chance, world, phase.home, career.person.funding)
    for number, line in enumerate(chosen):
        key = f"{'abcdefgh'[number]}{place}"
        long_service(recorder, line, key, (phase.start, phase.end), ended, chance.of(number))
    career.take(recorder)
