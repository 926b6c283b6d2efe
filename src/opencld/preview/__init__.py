"""Previews: which figures of each measure are shown, and how those of two runs lie beside each other.

`figures.yaml` says which columns of a measure's tables are its figures.
"""

from opencld.preview.beside import Beside, beside, limits
from opencld.preview.figures import Figure, Shown, figures_in, query_of, shown_of, tables_shown

__all__ = [
    "Beside",
    "Figure",
    "Shown",
    "beside",
    "figures_in",
    "limits",
    "query_of",
    "shown_of",
    "tables_shown",
]
