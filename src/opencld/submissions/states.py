"""The states of a submission, and which may follow which."""

from __future__ import annotations

from opencld.errors import Misused

ACCEPTED, WITHDRAWN = "accepted", "withdrawn"
NEXT = {ACCEPTED: {WITHDRAWN: "withdrawn"}, WITHDRAWN: {ACCEPTED: "reinstated"}}
"""By each state, those that may follow, with the action that the audit names."""


def action_between(submission_id: int, before: str, after: str) -> str:
    """Return the action that leads from one state to another. Raises Misused where none does."""
    if after not in NEXT[before]:
        raise Misused(f"Submission {submission_id} is {before}; it cannot become {after}.")
    return NEXT[before][after]
