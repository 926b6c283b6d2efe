"""The kinds of difference and the ways of pairing, as data."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from opencld.comparison.kinds import URGENCIES, kinds, ways
from opencld.comparison.laid_beside import AFTER_PAIRING, BEFORE_PAIRING, METHOD, WHEN_ASKED_FOR
from opencld.comparison.looking_up import LookingUp


def test_every_kind_that_the_method_tells_is_described_and_no_other() -> None:
    method = "".join(
        (METHOD / f"{name}.sql").read_text(encoding="utf-8")
        for name in ("one_sided", "changed_people", "changed_fields", "differences")
    )
    told = set(re.findall(r"(?:THEN|ELSE|SELECT) '(\w+)'|person, '(\w+)' AS kind", method))
    assert {name for pair in told for name in pair if name} == set(kinds())


def test_every_kind_says_how_pressing_it_is_and_what_to_do() -> None:
    for kind in kinds().values():
        assert kind.urgency in URGENCIES
        assert kind.counts in ("events", "people")
        assert kind.meaning.endswith(".")
        assert kind.act.endswith((".", ")"))


def test_every_way_has_a_key_in_the_method() -> None:
    unpaired = (METHOD / "unpaired.sql").read_text(encoding="utf-8")
    pair_up = (METHOD / "pair_up.sql").read_text(encoding="utf-8")
    for way in ways():
        assert f"AS {way.way}" in unpaired
        assert f"WHEN '{way.way}' THEN u.{way.way}" in pair_up


def test_each_file_of_the_method_makes_the_table_it_is_named_after() -> None:
    files = {path.stem for path in METHOD.glob("*.sql")}
    with duckdb.connect() as connection:
        looked_up = set(LookingUp(connection, (), Path()).tables)
    assert files | looked_up == {*BEFORE_PAIRING, *AFTER_PAIRING, *WHEN_ASKED_FOR, "pair_up"}
    assert not files & looked_up
    for name in files - {"pair_up"}:
        text = (METHOD / f"{name}.sql").read_text(encoding="utf-8")
        assert re.match(r"-- Title:  .+\n-- Grain:  .+\n", text)
        assert re.search(rf"CREATE (TABLE|VIEW) {name} AS", text)
