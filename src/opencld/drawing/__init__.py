"""Draws charts and pages. Knows nothing of social care: any report may use it."""

from opencld.drawing.bars import Bar, bars
from opencld.drawing.boxes import Box, boxes
from opencld.drawing.columns import columns
from opencld.drawing.figure import Column, Figure, Panel, Table
from opencld.drawing.page import render
from opencld.drawing.search import Search, pack

__all__ = [
    "Bar",
    "Box",
    "Column",
    "Figure",
    "Panel",
    "Search",
    "Table",
    "bars",
    "boxes",
    "columns",
    "pack",
    "render",
]
