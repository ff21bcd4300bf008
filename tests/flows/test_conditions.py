"""Conditions are data."""

import pytest
from pydantic import TypeAdapter, ValidationError

from flows.conditions import CONDITIONS, All, Condition, Not, Open, condition_tag

ADAPTER: TypeAdapter[object] = TypeAdapter(Condition)


@pytest.mark.parametrize("key", CONDITIONS)
def test_key_tells_the_condition(key: str) -> None:
    assert condition_tag({key: "x"}) == key


def test_conditions_nest() -> None:
    found = ADAPTER.validate_python({"all": [{"open": "office"}, {"not": {"tier": "vip"}}]})
    assert isinstance(found, All)
    assert isinstance(found.all[0], Open)
    assert isinstance(found.all[1], Not)
    assert condition_tag(found) == "all"


@pytest.mark.parametrize(
    "written", [{}, {"python": "1"}, {"all": []}, {"open": "office", "tier": "vip"}, "office"]
)
def test_what_is_no_condition(written: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(written)
