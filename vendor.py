"""Fetch what browsers need of nhsuk-frontend and htmx, take out what belongs to the NHS, and put it into the package.

Run by `make assets`, which needs npm; what it writes is committed, so that installing the package does not. The page
styles are published with the NHS's typeface fetched from its own host: neither it nor any logo comes along, for these
pages are not the NHS's and ask no other host for anything.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).parent / "src/opencld/portal/assets"


@dataclass(frozen=True)
class Package:
    """A package of npm: its licence, and which of its files are wanted under which names."""

    name: str
    version: str
    integrity: str
    licence: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "nhsuk-frontend",
        "10.6.1",
        "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw==",
        "MIT",
        {
            "dist/nhsuk/nhsuk-frontend.min.css": "nhsuk-frontend.css",
            "dist/nhsuk/nhsuk-frontend.min.js": "nhsuk-frontend.js",
            **{
                f"dist/nhsuk/assets/images/nhsuk-icon-{icon}.svg": f"images/nhsuk-icon-{icon}.svg"
                for icon in ("arrow-down", "arrow-up", "arrow-up-down", "cross")
            },
        },
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        "0BSD",
        {"dist/htmx.min.js": "htmx.js"},
    ),
)


def main() -> None:
    """Write the assets anew."""
    (ASSETS / "images").mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            archive = fetched(package, Path(folder))
            with tarfile.open(archive) as members:
                for source, target in package.files.items():
                    member = members.extractfile(f"package/{source}")
                    assert member is not None, source
                    (ASSETS / target).write_bytes(ours(member.read().decode()).encode())
    (ASSETS / "SOURCES.md").write_text(sources(), encoding="utf-8")


def fetched(package: Package, folder: Path) -> Path:
    """Fetch a package. Ends the program where it is not the one whose fingerprint stands here."""
    command = [
        "npm",
        "pack",
        f"{package.name}@{package.version}",
        "--json",
        "--pack-destination",
        str(folder),
    ]
    [packed] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if packed["integrity"] != package.integrity:
        sys.exit(
            f"{package.name} {package.version} has the fingerprint {packed['integrity']}, not the one known here."
        )
    return folder / packed["filename"]


def ours(text: str) -> str:
    """Return a file without the NHS's typeface, and without the way to maps that are not here.

    Ends the program where it would still fetch something from another host.
    """
    text = re.sub(r"@font-face\{[^}]*\}", "", text).replace("Frutiger W01,", "")
    text = re.sub(r"\n?(//|/\*)# sourceMappingURL=[^\n*]*(\*/)?", "", text)
    if "Frutiger" in text or re.search(r"url\([\"']?https?:", text):
        sys.exit("The styles still name the NHS's typeface or another host. Look at what changed in them.")
    return text


def sources() -> str:
    """Say what the assets are, for whoever finds them in the package."""
    rows = "\n".join(
        f"| {one.name} | {one.version} | {one.licence} | {', '.join(one.files.values())} |"
        for one in PACKAGES
    )
    return f"""# Where these files come from

Written by `make assets`. Without the typeface Frutiger and without logos, which belong to the NHS.

| npm package | Version | Licence | Files |
| --- | --- | --- | --- |
{rows}

`portal.css`, `portal.js` and `images/favicon.svg` are this project's own. `figures.css` comes from `opencld.drawing`.

nhsuk-frontend: Copyright (c) Crown Copyright, NHS England. htmx: Big Sky Software. Both licences allow use, change and
distribution; the MIT licence's text is that of this project's LICENSE.
"""


if __name__ == "__main__":
    main()
