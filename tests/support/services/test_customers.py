"""Customers: found however a number is written, changed so that nobody's words are lost, and consents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.errors import NotFound, Refused
from support.services import customers
from support.store import agents as agent_store
from tests.support.centre import CALLER, OTHER, Centre

LISBON = "+351211234567"


def made(centre: Centre, *numbers: str, **values: str) -> int:
    return centre.do(customers.create, {"name": "Rosa", **values}, numbers, None, centre.now)


def names(centre: Centre, words: str, **more: Any) -> list[str]:
    return [each.name for each in centre.do(customers.find, words, **more)]


def test_what_is_known_is_kept_and_changed(centre: Centre) -> None:
    first = centre.do(customers.keep, CALLER, centre.now, name=" Rosa ", tier="vip")
    again = centre.do(customers.keep, CALLER, centre.now, notes="Prefers mornings")
    assert (again.id, again.name, again.tier, again.notes) == (first.id, "Rosa", "vip", "Prefers mornings")
    assert centre.do(customers.tier, CALLER) == "vip"
    assert centre.do(customers.tier, OTHER) == ""


@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("", {"name": "Rosa"}),
        (CALLER, {"age": "40"}),
        (CALLER, {"name": "x" * 121}),
        (CALLER, {"language": "<b>"}),
    ],
)
def test_what_cannot_be_kept_is_refused(centre: Centre, number: str, values: dict[str, str]) -> None:
    with pytest.raises(Refused):
        centre.do(customers.keep, number, centre.now, **values)


@pytest.mark.parametrize(
    "written",
    [
        "+5511988887777",
        "+55 (11) 98888-7777",
        "0055 11 98888 7777",
        "11 98888-7777",
        "(11) 98888.7777",
        "011988887777",
    ],
)
def test_any_written_form_of_a_number_finds_them(centre: Centre, written: str) -> None:
    made(centre, CALLER)
    assert centre.do(customers.understood, written) == CALLER
    assert names(centre, written) == ["Rosa"]


@pytest.mark.parametrize(
    "written", ["", "anonymous", "+", "+266696687", "12", "Rosa", "\0", "+5511988887777" * 9]
)
def test_what_is_no_number_is_none(centre: Centre, written: str) -> None:
    assert centre.do(customers.understood, written) == ""


@pytest.mark.parametrize(
    "words", ["rosa", "ROS", "joão", "joao", "A-77", "98888", "988887777", "7777", "rosa joa", "11988"]
)
def test_words_of_the_name_the_id_and_pieces_of_a_number_find_them(centre: Centre, words: str) -> None:
    made(centre, CALLER, name="Rosa João", external_id="A-77")
    assert names(centre, words) == ["Rosa João"]


def test_what_fits_nobody_finds_nobody(centre: Centre) -> None:
    made(centre, CALLER)
    for words in ("zebra", "11977776666", "<script>", "%", "' OR 1=1"):
        assert names(centre, words) in ([], ["Rosa"])
        assert (words in ("%",)) or names(centre, words) == []


def test_a_list_goes_on_where_the_page_ended(centre: Centre) -> None:
    made_ids = [made(centre, name=f"R{index}") for index in range(5)]
    first = centre.do(customers.find, "", limit=2)
    assert [each.customer_id for each in first] == made_ids[:-3:-1]
    rest = centre.do(customers.find, "", before_id=first[-1].customer_id, limit=9)
    assert [each.customer_id for each in rest] == made_ids[2::-1]


def test_several_numbers_and_each_belongs_to_one(centre: Centre) -> None:
    rosa = made(centre, CALLER)
    assert centre.do(customers.add_number, rosa, "11 97777-6666", None, centre.now) == OTHER
    assert centre.do(customers.record, rosa).numbers == (OTHER, CALLER)
    assert names(centre, OTHER) == ["Rosa"]
    other = made(centre, name="Bia")
    with pytest.raises(Refused, match="another customer"):
        centre.do(customers.add_number, other, OTHER, None, centre.now)
    with pytest.raises(Refused, match="no telephone number"):
        centre.do(customers.add_number, other, "<b>", None, centre.now)
    centre.do(customers.remove_number, rosa, OTHER, None, centre.now)
    with pytest.raises(NotFound):
        centre.do(customers.remove_number, rosa, OTHER, None, centre.now)
    assert names(centre, OTHER) == []


def test_a_customer_needs_something_to_be_known_by(centre: Centre) -> None:
    with pytest.raises(Refused):
        centre.do(customers.create, {"notes": "?"}, ["", " "], None, centre.now)


def test_whoever_saves_over_a_change_is_told(centre: Centre) -> None:
    rosa = made(centre, CALLER)
    before = centre.do(customers.record, rosa)
    was = centre.do(customers.change, rosa, {"tier": "vip"}, None, centre.now, version=before.version)
    assert was == {"tier": ""}
    with pytest.raises(customers.Changed):
        centre.do(customers.change, rosa, {"tier": "gold"}, None, centre.now, version=before.version)
    assert centre.do(customers.record, rosa).tier == "vip"
    assert centre.do(customers.change, rosa, {"tier": "vip"}, None, centre.now) == {}


def test_the_trail_says_what_was_changed_but_not_to_what(centre: Centre) -> None:
    rosa = made(centre, CALLER)
    centre.do(customers.change, rosa, {"name": "Rosa Lima"}, None, centre.now)
    with centre.store.reading() as session:
        trail = agent_store.audit_trail(session)
    assert [each.action for each in trail] == ["customer_changed", "customer_added"]
    assert "Rosa" not in str([each.data for each in trail])


def test_the_newest_consent_holds_and_all_are_kept(centre: Centre) -> None:
    made(centre, CALLER)
    assert centre.do(customers.consent, CALLER, "recording") is None
    centre.do(customers.consented, CALLER, "recording", True, "call", centre.now)
    centre.do(customers.consented, CALLER, "recording", False, "sms", centre.now + timedelta(seconds=1))
    assert centre.do(customers.consent, CALLER, "recording") is False
    assert centre.do(customers.consent, CALLER, "calls") is None
    assert centre.do(customers.consent, "", "calls") is None
    found = centre.do(customers.card, CALLER)
    assert found
    said = centre.do(customers.record, found.customer_id).consents
    assert [(each.is_given, each.source) for each in said] == [(False, "sms"), (True, "call")]
    for kind, source in (("thoughts", "call"), ("calls", "gossip")):
        with pytest.raises(Refused):
            centre.do(customers.consented, CALLER, kind, True, source, centre.now)


@given(national=st.integers(min_value=11_900_000_000, max_value=99_999_999_999))
@settings(max_examples=200, deadline=None)
def test_no_form_of_a_number_is_odd(national: int) -> None:
    forms = customers._forms(f"+55{national}")
    assert all(each and (each[1:] if each[0] == "+" else each).isdigit() for each in forms)
