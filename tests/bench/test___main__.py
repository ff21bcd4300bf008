"""`python -m bench` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bench(*argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_last_line_is_one_json_object() -> None:
    done = bench("engine", "--quick")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert {"steps_per_s", "size_ratio"} <= set(figures)


def test_an_unknown_name_lists_the_known_ones() -> None:
    done = bench("nope")
    assert done.returncode == 1
    assert "nope" in done.stderr
    assert "engine" in done.stderr
    assert "Traceback" not in done.stderr
