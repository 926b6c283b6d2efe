"""The page of settings, from the docstrings beside them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from docs.generating.markdown import notice, page, plain, table

from opencld import settings


def settings_page() -> str:
    """Return the page with every setting."""
    return page(
        "# Settings",
        notice("[settings.py](../../src/opencld/settings.py)"),
        plain(inspect.getdoc(settings.Settings) or ""),
        table(["Variable", "What it sets"], documented_settings()),
        "Set one before you call `cld`: in PowerShell `$env:OPENCLD_SCRATCH = 'D:\\scratch'`, on Linux and "
        "macOS `export OPENCLD_SCRATCH=/srv/scratch`. A setting that makes no sense ends the command with "
        "exit code 2 and says what is right.",
    )


def documented_settings() -> Iterator[tuple[str, str]]:
    """Yield each setting's variable and meaning. Docstrings read "`NAME`: meaning"."""
    tree = ast.parse(inspect.getsource(settings.Settings)).body[0]
    assert isinstance(tree, ast.ClassDef)
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign):
            assert isinstance(text, ast.Expr), "a setting without a docstring"
            assert isinstance(text.value, ast.Constant), "a setting without a docstring"
            variable, _, meaning = " ".join(str(text.value.value).split()).partition(": ")
            yield variable, plain(meaning)
