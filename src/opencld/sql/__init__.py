"""SQL files as tables: one file is one table, read in the order they need, on any engine.

Knows nothing of social care. `tables` reads the files, `portable` says what they may not hold, `building` makes them,
`duckdb_engine` and `spark_engine` run them.
"""

from opencld.sql.building import Progress, build
from opencld.sql.engine import Engine, open_engine
from opencld.sql.tables import SqlTable, in_order, read_tables

__all__ = ["Engine", "Progress", "SqlTable", "build", "in_order", "open_engine", "read_tables"]
