"""Synthetic returns: invented people with careers in social care, and what authorities submit of them."""

from opencld.settings import processors
from opencld.synthetic.plan import Plan, quarters_up_to
from opencld.synthetic.writing import Made, invent_returns

__all__ = ["Made", "Plan", "invent_returns", "processors", "quarters_up_to"]
