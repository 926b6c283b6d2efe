"""The rows of two returns laid beside each other in a database of their own: the method's tables, made one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opencld.comparison.belonging import Period
from opencld.comparison.kept_parts import KeptParts
from opencld.comparison.kept_rows import compared_fields
from opencld.comparison.kinds import ways
from opencld.comparison.looking_up import LookingUp
from opencld.comparison.stated import stated_tables
from opencld.errors import Misused
from opencld.specification import Specification
from opencld.validation.streams import Stream
from opencld.validation.working_files import in_sql, working_in

if TYPE_CHECKING:
    import duckdb

METHOD = Path(__file__).parent / "method"
BEFORE_PAIRING = (
    "events", "identities", "changed_numbers", "people", "alike_pairs", "pairs", "lines", "chosen_lines", "chosen_rows",
    "keyed_lines", "unpaired",
)  # fmt: skip
AFTER_PAIRING = (
    "one_sided", "changed_people", "named_rows", "differing_cells", "changed_fields", "reworded_pairs", "differences",
    "cost_changes", "uplifts", "events_by_month", "findings_compared", "counted", "pair_counts", "changed_by_field",
)  # fmt: skip
DONE_WITH = {
    "unpaired": ("chosen_rows", "chosen_lines"),
    "changed_people": ("unpaired", "identities"),
    "differences": ("differing_cells", "keyed_lines", "lines", "people"),
}
"""Tables that are not needed any more after another: memory is short."""
WHEN_ASKED_FOR = ("shown_rows", "shown_differences")
"""Tables that are made each time the differences are written."""
SHOWN_ORDER = "kind_number, this_row, last_row, field_number"


class LaidBeside:
    """Both returns' kept rows and findings, and the tables of the method, kept to a limit of memory."""

    def __init__(self, folder: Path, memory_mb: int, specification: Specification) -> None:
        import duckdb

        self.folder, self.memory_mb, self.specification = folder, memory_mb, specification
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(
            config={"memory_limit": f"{memory_mb}MB", "temp_directory": str(folder / "spilt"), "threads": 2}
        )
        # the method says in which order rows come wherever that matters
        self.connection.execute("SET preserve_insertion_order = false")
        # nobody can tell how many rows come out of a stream, so joins are made as the method writes them: what is many
        # comes first, and what is few is joined to it
        self.connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        self.looking_up = LookingUp(self.connection, compared_fields(specification), folder)

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def take_rows(self, side: str, folder: Path, findings: Iterable[Path]) -> None:
        """Take the kept rows of a return, `last` or `this`, and its findings."""
        self.looking_up.kept[side] = KeptParts(folder)
        parts: list[str] = []
        for part in self.looking_up.kept[side].at_hand():
            parts.append(f"{side}_{len(parts)}")
            self.connection.register(parts[-1], Stream(part))
        self._execute(
            f"CREATE VIEW {side}_rows AS " + " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts)
        )
        self._execute(
            "CREATE TABLE IF NOT EXISTS findings (side VARCHAR, rule VARCHAR, field VARCHAR, row BIGINT)"
        )
        files = ", ".join(in_sql(file) for file in findings)
        if files:
            self._execute(
                f"INSERT INTO findings SELECT {in_sql(side)}, rule, field, row FROM read_parquet([{files}])"
            )

    def state(self, periods: tuple[Period, Period], show_identifiers: bool) -> None:
        """Make the tables that the method is told before it begins."""
        for table in stated_tables(periods, show_identifiers, self.specification):
            self._execute(f"CREATE TABLE {table.name} ({table.columns})")
            places = ", ".join("?" for _ in table.rows[0])
            self.connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", table.rows)

    def follow_method(self) -> None:
        """Make every table of the method."""
        for table in BEFORE_PAIRING:
            self._make(table)
        pair_up = _sql("pair_up")
        for one in ways():
            self._execute(pair_up, {"way": one.way})
        for table in AFTER_PAIRING:
            self._make(table)

    def _make(self, table: str) -> None:
        if table in self.looking_up.tables:
            with working_in(self.folder), self._enough_memory():
                self.looking_up.tables[table]()
        else:
            self._execute(_sql(table))
        for done in DONE_WITH.get(table, ()):
            self._execute(f"DROP TABLE {done}")

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Return the rows of a query by column name."""
        with working_in(self.folder):
            found = self.connection.execute(query)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def write_differences(self, path: Path) -> None:
        """Write all differences as they are shown, the most pressing kind first, to a Parquet file."""
        try:
            for table in WHEN_ASKED_FOR:
                self._make(table)
            self._execute(
                f"COPY (SELECT * EXCLUDE (kind_number, field_number) FROM shown_differences ORDER BY {SHOWN_ORDER}) "
                f"TO {in_sql(path)} (FORMAT parquet)"
            )
        finally:
            self._execute("DROP VIEW IF EXISTS shown_differences")
            self._execute("DROP TABLE IF EXISTS shown_rows")

    def _execute(self, query: str, words: Mapping[str, str] | None = None) -> None:
        with working_in(self.folder), self._enough_memory():
            self.connection.execute(query, words)

    @contextmanager
    def _enough_memory(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.OutOfMemoryException:
            raise Misused(
                f"{self.memory_mb} MB of memory are too little to compare returns of this size. Set "
                f"OPENCLD_MEMORY_MB to {2 * self.memory_mb} or more."
            ) from None


def _sql(table: str) -> str:
    return (METHOD / f"{table}.sql").read_text(encoding="utf-8")
