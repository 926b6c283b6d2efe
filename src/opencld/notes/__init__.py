"""Notes for the portal's comments box: what is missing and when it will come, and answers to standing questions."""

from opencld.notes.comment import comment
from opencld.notes.drafting import draft
from opencld.notes.files import as_yaml, read_notes
from opencld.notes.model import Answer, Missing, Notes, check_notes_on, rewritten

__all__ = [
    "Answer",
    "Missing",
    "Notes",
    "as_yaml",
    "check_notes_on",
    "comment",
    "draft",
    "read_notes",
    "rewritten",
]
