"""Whatever is sent to the API, it answers as its own description says, and never with a fault of the program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.portal.served import Served
from tests.portal.visiting import EXAMPLE

pytestmark = pytest.mark.needs_more
# what is refused for its content, such as a rule that does not exist, fits the description all the same; and the
# framework answers OPTIONS for each method of an address on its own
WITHOUT = "positive_data_acceptance,allow_header_conformance"


def test_the_api_keeps_to_its_description_whatever_it_is_sent(tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        served.ask("/api/returns", EXAMPLE.read_bytes())
        while b'"state":"done"' not in served.ask("/api/work/1"):
            time.sleep(0.1)
        served.ask("/api/returns/1/fixes", b"")
        done = subprocess.run(
            [
                Path(sys.executable).with_name("schemathesis"), "run", f"{served.address}/api/openapi.json",
                "--header", f"Authorization: Bearer {served.token}", "--max-examples", "20", "--seed", "1",
                "--phases", "examples,coverage,fuzzing", "--exclude-checks", WITHOUT, "--no-color",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[:5000]
        assert served.program.poll() is None
