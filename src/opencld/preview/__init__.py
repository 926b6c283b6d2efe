"""Previews: the figures of each measure of an authority, and how those of two runs lie beside each other."""

from opencld.preview.beside import Beside, beside, limits
from opencld.preview.figures import Figure, figures_in

__all__ = [
    "Beside",
    "Figure",
    "beside",
    "figures_in",
    "limits",
]
