"""Returns damaged at random are read or clearly refused; no row is lost, untouched rows stay as they were."""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from opencld.errors import CannotRead
from opencld.returns.encoding import Encoding
from opencld.returns.records import Grammar
from tests.returns.little_return import HEADERS, NAMES, WIDTH, WasRead, a_row, line_of, saved
from tests.returns.reference_reading import read_slowly

# every row has a quoted ethnicity, which is what a quote left open in the row before runs into
ROWS = [
    a_row(
        event_reference=f"E{number:02}-{number:02}",
        first_name="Zoë" if number % 3 else "Noor",
        event_description=("", "one, two", 'a "word"', "two\nlines", "three\n\nlines, in all")[number % 5],
    )
    for number in range(40)
]
INSERTED = [
    b'"',
    b'""',
    b",",
    b"\n",
    b"\r\n",
    b"\0",
    b" ",
    b";",
    b'",',
    b',"',
    b"\n\n",
    b"," * WIDTH + b"\n",
    b"\r",
]
UNDECODABLE = [b"\xe9", b"\xff\xfe", b"\x81", b"\xc3"]


@dataclass
class Damaged:
    """The little return with some damage, and which of its rows that touched."""

    chance: random.Random
    end: str
    header: bytes = b""
    content: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.header = line_of(HEADERS, end=self.end).encode()
        for row in ROWS:
            self.content += line_of(list(row.values()), end=self.end).encode()
            self.ends.append(len(self.content))

    def row_at(self, place: int) -> int:
        """The row that the byte at a place belongs to."""
        return sum(end <= place for end in self.ends)

    def damage(self, inserted: list[bytes]) -> None:
        """Insert, delete or change something, from the end to the beginning so that places stay true."""
        for place in sorted(
            self.chance.sample(range(len(self.content)), self.chance.randint(1, 4)), reverse=True
        ):
            # what happens to the last byte of a row may join it to the next
            self.touched |= {self.row_at(place), self.row_at(place + 1)}
            kind = self.chance.choice(
                ["insert", "insert", "delete", "change", "cut"] if place else ["insert"]
            )
            if kind == "insert":
                self.content[place:place] = self.chance.choice(inserted)
            elif kind == "delete":
                del self.content[place : place + 1]
            elif kind == "change":
                self.content[place : place + 1] = self.chance.choice(inserted)
            elif self.chance.random() < 0.2:
                self.touched |= set(range(self.row_at(place), len(ROWS)))
                del self.content[place:]

    def check(self, batch_bytes: int | None) -> None:
        """Read it, and hold the outcome against the slow reading."""
        with tempfile.TemporaryDirectory() as folder:
            read = WasRead(saved(Path(folder), self.header + self.content), batch_bytes)
        text = Encoding(utf_16=False).decode(bytes(self.content), 1).text
        expected = read_slowly(text, Grammar(b",", WIDTH, WIDTH, WIDTH), 2, HEADERS)
        assert read.counts == (len(expected.rows), len(expected.refused))
        by_reference = {row["event_reference"]: row for row in read.rows}
        for place in sorted(set(range(len(ROWS))) - self.touched):
            row = by_reference[ROWS[place]["event_reference"]]
            assert {name: row[name] for name in NAMES} == ROWS[place]


@pytest.mark.needs_more
@pytest.mark.parametrize("seed", range(100))
def test_damage_to_some_rows_leaves_the_others_alone(seed: int) -> None:
    chance = random.Random(seed)
    damaged = Damaged(chance, chance.choice(["\n", "\r\n"]))
    damaged.damage(INSERTED)
    damaged.check(chance.choice([400, 3000, None]))


@pytest.mark.parametrize("seed", range(30))
def test_bytes_that_are_no_text_leave_the_other_rows_alone(seed: int) -> None:
    chance = random.Random(seed)
    damaged = Damaged(chance, chance.choice(["\n", "\r\n"]))
    damaged.damage(INSERTED + 3 * UNDECODABLE)
    damaged.check(None)


@pytest.mark.needs_more
@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_damage_a_file_is_read_or_refused_with_a_clear_word(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    damaged = Damaged(chance, "\n")
    content = bytearray(
        (damaged.header + damaged.content).decode().encode(chance.choice(["utf-8", "cp1252", "utf-16"]))
    )
    for _ in range(chance.randint(1, 30)):
        place = chance.randrange(len(content))
        content[place : place + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 8))
    with suppress(CannotRead):
        read = WasRead(saved(tmp_path, bytes(content)), chance.choice([300, 5000, None]))
        assert read.counts[0] == len(read.rows)
        assert sum(read.counts) >= len({fault.row for fault in read.faults if fault.row})
