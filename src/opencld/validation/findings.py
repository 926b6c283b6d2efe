"""Keeps findings on disk while a return is read, counts them, and writes them out in order without a cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from opencld import saving
from opencld.specification import SEVERITIES
from opencld.validation.wording import FINDING_SCHEMA
from opencld.validation.working_files import in_sql, write_working_file

COLUMNS = ("file", *FINDING_SCHEMA.names())
FORMATS = {
    ".csv": "(FORMAT csv, HEADER)",
    ".parquet": "(FORMAT parquet)",
    ".json": "(FORMAT json, ARRAY true)",
}
SPILL_AT = 100_000  # findings kept in memory before they go to disk
IN_ORDER = ("row", "rule", "field")


class Findings:
    """All findings of one return, in a folder of working files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting: list[pl.DataFrame] = []
        self.parts = 0
        self.extents: list[tuple[int, int]] = []
        """The first and the last row in each file, 0 standing for findings about the whole file."""
        self.counts: Counter[tuple[str, str]] = Counter()
        """Findings by rule code and field, fields joined by "; " as in the finding."""
        self.safe: Counter[tuple[str, str]] = Counter()
        """Those of them whose suggestion is safe."""

    def add(self, findings: pl.DataFrame) -> None:
        """Keep some findings."""
        if findings.is_empty():
            return
        self.waiting.append(findings)
        grouped = findings.group_by("rule", "field").agg(pl.len(), pl.col("suggestion_is_safe").sum())
        for rule, field, count, safe in grouped.iter_rows():
            self.counts[rule, field] += count
            self.safe[rule, field] += safe
        if sum(frame.height for frame in self.waiting) >= SPILL_AT:
            self.spill()

    def spill(self) -> None:
        """Move what waits in memory to disk."""
        if self.waiting:
            findings = pl.concat(self.waiting)
            write_working_file(findings, self.folder / f"findings-{self.parts:06}.parquet")
            rows = findings["row"].fill_null(0)
            self.extents.append((int(rows.min() or 0), int(rows.max() or 0)))  # type: ignore[arg-type]
            self.waiting.clear()
            self.parts += 1

    @property
    def are_few(self) -> bool:
        """Whether all of them are in memory."""
        return not self.parts

    def files(self) -> list[Path]:
        """Return the working files, after everything has been moved there."""
        self.spill()
        return sorted(self.folder.glob("findings-*.parquet"))

    def _scan(self) -> pl.LazyFrame:
        if self.are_few:
            return pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *self.waiting]).lazy()
        return pl.scan_parquet(self.files())

    def examples(self, most: int) -> list[dict[str, Any]]:
        """Return the first finding of each rule, the gravest first and then the most frequent, at most so many."""
        if most <= 0:
            return []
        first = (
            self._scan()
            .group_by("rule")
            .agg(pl.len().alias("findings"), pl.all().sort_by("row", nulls_last=False).first())
        )
        graveness = pl.col("severity").replace_strict(dict(zip(SEVERITIES, range(4), strict=True)))
        ordered = first.sort(graveness, -pl.col("findings").cast(pl.Int64), "rule")
        return ordered.head(most).collect().to_dicts()

    def first(self, most: int) -> pl.DataFrame:
        """Return the first findings of each rule, at most so many, in the order of rows; memory holds only those."""
        taken: Counter[str] = Counter()
        kept = [pl.DataFrame(schema=FINDING_SCHEMA)]
        # a rule's findings are written in the order of rows, whichever files they are in
        for file in self.files():
            findings = pl.read_parquet(file)
            before = pl.col("rule").replace_strict(dict(taken), default=0, return_dtype=pl.Int64)
            place = pl.int_range(pl.len()).over("rule") + before
            kept.append(findings.filter(place < most))
            taken.update(dict(findings["rule"].value_counts().iter_rows()))
        return pl.concat(kept).sort("row", "rule", "field", nulls_last=False, maintain_order=True)

    def frame(self) -> pl.DataFrame:
        """Return all findings in the order of rows, those about the whole file first."""
        return self._scan().sort(IN_ORDER, nulls_last=False, maintain_order=True).collect()

    def in_order(
        self, columns: Sequence[str] | None = None, at_most: int = SPILL_AT
    ) -> Iterator[pl.DataFrame]:
        """Yield what `frame` returns in pieces of about so many findings, a row's findings never in two pieces.

        Only the `columns` named are read, besides those that order needs.
        """
        files = self.files()
        if not files:
            return
        needed = list(dict.fromkeys((*IN_ORDER, *columns))) if columns else FINDING_SCHEMA.names()
        row = pl.col("row").fill_null(0)
        # eight bytes a finding are few enough to hold
        rows = pl.scan_parquet(files).select(row).collect()["row"].sort()
        starts = rows.gather_every(at_most).unique(maintain_order=True)
        for start, end in pairwise([*starts, int(rows[-1]) + 1]):
            touched = [
                file
                for file, (first, last) in zip(files, self.extents, strict=True)
                if first < end and last >= start
            ]
            here = pl.scan_parquet(touched).select(needed).filter(row.is_between(start, end, closed="left"))
            yield here.sort(IN_ORDER, nulls_last=False, maintain_order=True).collect()


def write_findings(path: Path, returns: Sequence[tuple[str, Findings]], memory_mb: int) -> None:
    """Write the findings of several returns to one `.csv`, `.parquet` or `.json` file, in order of file and row.

    Raises Misused for another ending, CannotWrite where the file cannot be written. The file appears whole or not
    at all: it is written beside its place and then moved there.
    """
    _write(path, _writer(path, returns, memory_mb))


@contextmanager
def findings_written_meanwhile(
    path: Path, returns: Sequence[tuple[str, Findings]], memory_mb: int
) -> Iterator[None]:
    """Write the findings while something else is done with them.

    Raises what `write_findings` does, when the other thing is done.
    """
    writer = _writer(path, returns, memory_mb)
    with ThreadPoolExecutor(max_workers=1) as beside:
        written = beside.submit(_write, path, writer)
        yield
    written.result()


def _write(path: Path, writer: Callable[[Path], None]) -> None:
    with saving.whole(path, "the findings") as unfinished:
        writer(unfinished)


def _writer(path: Path, returns: Sequence[tuple[str, Findings]], memory_mb: int) -> Callable[[Path], None]:
    """Return what writes the findings in the format of the path. It reads nothing that others may move meanwhile."""
    saving.check_ending(path, FORMATS)
    if path.suffix.lower() == ".parquet" and all(findings.are_few for _, findings in returns):
        # to begin a database for a few takes longer
        frames = [
            findings.frame().with_columns(pl.lit(name).alias("file")).select(COLUMNS)
            for name, findings in returns
        ]
        return partial(_write_parquet, pl.concat(frames))
    for _, findings in returns:
        findings.spill()
    return partial(_copy, FORMATS[path.suffix.lower()], returns, memory_mb)


def _write_parquet(findings: pl.DataFrame, target: Path) -> None:
    # by way of memory, for polars gives what the system says another name
    content = BytesIO()
    findings.write_parquet(content)
    target.write_bytes(content.getvalue())


def _copy(how: str, returns: Sequence[tuple[str, Findings]], memory_mb: int, target: Path) -> None:
    import duckdb

    with duckdb.connect(config={"memory_limit": f"{memory_mb}MB", "threads": 2}) as connection:
        connection.execute(f"SET temp_directory = {in_sql(returns[0][1].folder)}")
        selects = [_select(place, name, findings) for place, (name, findings) in enumerate(returns)]
        everything = " UNION ALL ".join(select for select in selects if select) or _nothing()
        names = ", ".join(COLUMNS)
        query = f"SELECT {names} FROM ({everything}) ORDER BY place, row NULLS FIRST, rule, field"
        try:
            connection.execute(f"COPY ({query}) TO {in_sql(target)} {how}")
        except duckdb.IOException as error:
            raise OSError(None, str(error).splitlines()[0]) from None


def _select(place: int, name: str, findings: Findings) -> str:
    files = ", ".join(in_sql(file) for file in findings.files())
    return f"SELECT {place} AS place, {in_sql(name)} AS file, * FROM read_parquet([{files}])" if files else ""


def _nothing() -> str:
    kinds = {pl.Int64: "BIGINT", pl.Boolean: "BOOLEAN"}
    columns = [
        f"CAST(NULL AS {kinds.get(FINDING_SCHEMA[name].base_type(), 'VARCHAR')}) AS {name}"
        for name in FINDING_SCHEMA
    ]
    return f"SELECT 0 AS place, '' AS file, {', '.join(columns)} WHERE false"


def check_target(path: Path, inputs: Sequence[Path]) -> None:
    """Refuse a path for findings that could only fail, or destroy something, once the work is done.

    Raises Misused for a wrong ending or one of the returns themselves, CannotWrite for a folder that does not exist.
    """
    saving.check_target(path, "the findings", FORMATS, inputs)
