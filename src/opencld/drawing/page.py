"""Pages in one file: style and script within, nothing fetched, everything readable without the script."""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def render(folder: Path, template: str, **words: object) -> str:
    """Return a page made from a template in a folder; it extends `shell.html` and may use `parts.html` of this part.

    Whatever the template is given is escaped, unless it is Markup already.
    """
    return _environment(folder).get_template(template).render(words)


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, figures, script = (
        (TEMPLATES / name).read_text(encoding="utf-8").strip()
        for name in ("page.css", "figures.css", "search.js")
    )
    style = f"{figures}\n{style}"
    environment.globals |= {
        "style": Markup(style),
        "script": Markup(script),
        "policy": f"default-src 'none'; style-src '{_fingerprint(style)}'; script-src '{_fingerprint(script)}'; "
        "base-uri 'none'; form-action 'none'",
    }
    environment.filters |= {"count": lambda number: f"{number:,}", "marked": marked}
    return environment


def marked(text: str) -> Markup:
    """Return a text, escaped, with what stands between backticks as code.

    >>> marked("a < b: `cld spec`")
    Markup('a &lt; b: <code>cld spec</code>')
    """
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else Markup("{}").format(part)
        for place, part in enumerate(parts)
    )


def _fingerprint(text: str) -> str:
    """The fingerprint by which a browser knows that a style or script is the page's own."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
