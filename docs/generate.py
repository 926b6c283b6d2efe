"""Writes the generated pages of the documentation anew: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent


def main() -> None:
    """Write every page whose text has changed, and say which."""
    # a script finds only what lies beside it
    sys.path.insert(0, str(DOCS.parent))
    from docs.generating import generated_pages

    for name, text in generated_pages().items():
        path = DOCS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"Wrote {path.relative_to(DOCS.parent)}\n")


if __name__ == "__main__":
    main()
