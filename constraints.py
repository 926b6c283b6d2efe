"""Pin the newest versions of everything opencld installs, with hashes and without download addresses.

Writes constraints.txt (to run), constraints-centre.txt (what the commands of the centre need besides),
constraints-server.txt (what `cld serve` needs besides those), constraints-dev.txt (to test and check) and
constraints-more.txt (for tests that need more than Python). Run by `make constraints`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

QUIET = ("--quiet", "--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate")
WITHOUT_ADDRESSES = ("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host")
# what these need on Windows only, which a machine with another system does not see
WINDOWS_ONLY = ["colorama"]
BUILDING = ["hatchling", "editables"]


def pin(requirements: list[str], target: Path, *more: str) -> None:
    """Resolve requirements and write them to a file."""
    written = Path(f".{target.name}.in")
    written.write_text("\n".join(requirements) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "piptools", "compile", *QUIET, *WITHOUT_ADDRESSES, *more]
    try:
        subprocess.run([*command, "--upgrade", "--output-file", str(target), str(written)], check=True)
    finally:
        written.unlink()
    pinned = target.read_text(encoding="utf-8")
    pinned = re.sub(r"^(colorama==\S+) ", r'\1 ; sys_platform == "win32" ', pinned, flags=re.MULTILINE)
    target.write_text(pinned, encoding="utf-8")


def main() -> None:
    """Write the files."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    pin([*project["project"]["dependencies"], *WINDOWS_ONLY, *BUILDING], Path("constraints.txt"))
    centre = project["project"]["optional-dependencies"]["centre"]
    constrained = ["--constraint", "constraints.txt"]
    pin(centre, Path("constraints-centre.txt"), *constrained)
    constrained += ["--constraint", "constraints-centre.txt"]
    server = [one for one in project["project"]["optional-dependencies"]["server"] if "opencld" not in one]
    pin(server, Path("constraints-server.txt"), *constrained)
    constrained += ["--constraint", "constraints-server.txt"]
    pin([*groups["test"], *groups["lint"]], Path("constraints-dev.txt"), *constrained)
    constrained += ["--constraint", "constraints-dev.txt"]
    pin(groups["more"], Path("constraints-more.txt"), *constrained)


if __name__ == "__main__":
    main()
