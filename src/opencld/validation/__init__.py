"""Checks a return: what is wrong with it, where, and what would be right."""

from opencld.validation.checking import Validation, validate
from opencld.validation.findings import write_findings
from opencld.validation.summary import RuleCount, Summary

__all__ = ["RuleCount", "Summary", "Validation", "validate", "write_findings"]
