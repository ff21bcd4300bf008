"""Customers: kept once per number, with what is known of them."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.services import customers
from tests.support.centre import CALLER, OTHER, Centre


def test_what_is_known_is_kept_and_changed(centre: Centre) -> None:
    first = centre.do(customers.keep, CALLER, centre.now, name=" Rosa ", tier="vip")
    again = centre.do(customers.keep, CALLER, centre.now, notes="Prefers mornings")
    assert (again.id, again.name, again.tier, again.notes) == (first.id, "Rosa", "vip", "Prefers mornings")
    assert centre.do(customers.tier, CALLER) == "vip"
    assert centre.do(customers.tier, OTHER) == ""


@pytest.mark.parametrize(("number", "values"), [("", {"name": "Rosa"}), (CALLER, {"age": "40"})])
def test_what_cannot_be_kept_is_refused(centre: Centre, number: str, values: dict[str, str]) -> None:
    with pytest.raises(Refused):
        centre.do(customers.keep, number, centre.now, **values)
