"""Reading a return: what people really send, and a plain word on what was done to read it.

`open_return` gives a `Return`, whose `batches` are the rows by field; what was met on the way are `Fault`s.
"""

from __future__ import annotations

from opencld.returns.cld_return import Return, open_return
from opencld.returns.encoding import Encoding
from opencld.returns.fault import Fault
from opencld.returns.original import Original, Part
from opencld.returns.reading import Batch, Reading, Tally, fields_of_few_texts
from opencld.returns.source import Section

__all__ = [
    "Batch",
    "Encoding",
    "Fault",
    "Original",
    "Part",
    "Reading",
    "Return",
    "Section",
    "Tally",
    "fields_of_few_texts",
    "open_return",
]
