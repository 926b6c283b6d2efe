"""A place in long term support is taken up by one person on every day, whatever the days asked for."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from opencld.synthetic.chance import Chance, Shares
from opencld.synthetic.stays import stays_in, track_of
from opencld.synthetic.tables import load_assumptions
from opencld.synthetic.world import Window

EPOCH = date(2021, 1, 1).toordinal()
FIRST_DAYS = st.integers(EPOCH, EPOCH + 4000)
TRACKS = load_assumptions().tracks


@given(place=st.integers(0, 700_000), first=FIRST_DAYS, days=st.integers(0, 1500), seed=st.integers(0, 9))
def test_every_day_has_exactly_one_person(place: int, first: int, days: int, seed: int) -> None:
    window = Window(first, first + days)
    stays = list(stays_in(Chance(seed, place), track_of(place, TRACKS), EPOCH, window))
    for day in (window.first, (window.first + window.last) // 2, window.last):
        assert sum(stay.start <= day <= stay.end for stay in stays) == 1


@given(place=st.integers(0, 700_000), first=FIRST_DAYS, later=st.integers(1, 700))
def test_a_later_window_shows_the_same_people(place: int, first: int, later: int) -> None:
    track = track_of(place, TRACKS)
    both = set(stays_in(Chance(1, place), track, EPOCH, Window(first, first + 700 + later)))
    one = set(stays_in(Chance(1, place), track, EPOCH, Window(first + later, first + later + 700)))
    assert one <= both


@given(st.floats(0, 1, exclude_max=True), st.lists(st.floats(0.001, 100), min_size=1, max_size=9))
def test_shares_cover_every_fraction(fraction: float, parts: list[float]) -> None:
    shares = Shares(enumerate(parts))
    assert shares.at(fraction) in range(len(parts))


def test_values_are_drawn_by_their_shares() -> None:
    chance, shares = Chance(1), Shares([("often", 3.0), ("rarely", 1.0), ("never", 0.0)])
    drawn = [chance.among(shares) for _ in range(8000)]
    assert 0.73 < drawn.count("often") / 8000 < 0.77
    assert "never" not in drawn
