"""The museum of broken flows: one fault each, named for it, found where it is and said in plain words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.loader import load

MUSEUM = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
EXPECT = re.compile(r"^# expect: (\d+):(\d+) (error|warning) (.+)$")


def test_the_museum_has_many_rooms() -> None:
    assert len(MUSEUM) >= 40


@pytest.mark.parametrize("path", MUSEUM, ids=lambda path: path.stem)
def test_fault_is_found(path: Path) -> None:
    expected = EXPECT.match(path.read_text(encoding="utf-8").splitlines()[0])
    assert expected, "the first line says what is expected"
    line, column, weight, message = expected.groups()
    loaded = load(path)
    found = [finding for finding in loaded.findings if finding.weight != "note"]
    assert [(str(f.line), str(f.column), f.weight) for f in found] == [(line, column, weight)], [
        str(f) for f in found
    ]
    assert message in str(found[0])
    assert str(found[0]).startswith(f"{path.name}:{line}:{column}: {weight}: ")
    assert loaded.publishable is (weight == "warning")
