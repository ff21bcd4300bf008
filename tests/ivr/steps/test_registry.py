"""One kind, one file, one test: nobody is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.steps import KINDS
from ivr import steps
from ivr.steps import ENTER

HERE = Path(__file__).parent
SOURCE = Path(steps.__file__).parent


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_file_and_a_test(kind: str) -> None:
    name = kind.replace(" ", "_")
    assert (SOURCE / f"{name}.py").is_file()
    assert (HERE / f"test_{name}.py").is_file()
    assert ENTER[kind].__module__ == f"ivr.steps.{name}"


def test_there_are_no_other_kinds() -> None:
    assert set(ENTER) == set(KINDS)
    files = {path.stem for path in SOURCE.glob("*.py")} - {"__init__"}
    assert files == {kind.replace(" ", "_") for kind in KINDS}
