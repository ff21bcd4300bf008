"""What a rule calls a fact has a column of the same name, and what matters is really written."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from support.rules import call_facts
from support.store import facts as store

ROOT = Path(call_facts.__file__).parents[2]


@pytest.mark.parametrize("name", ["CallFact", "StayFact", "LegFact", "CallbackFact"])
def test_a_fact_and_its_row_have_the_same_names(name: str) -> None:
    row = getattr(store, name).__table__
    assert [each.name for each in fields(getattr(call_facts, name))] == [each.name for each in row.columns]


@pytest.mark.parametrize("kind", sorted(call_facts.MATTERS))
def test_what_matters_is_said_by_somebody(kind: str) -> None:
    services = (ROOT / "support/services").glob("*.py")
    assert any(f'"{kind}"' in path.read_text(encoding="utf-8") for path in services)
