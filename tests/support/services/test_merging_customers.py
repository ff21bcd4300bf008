"""Two customers that are one, and taking it back."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import customers, merging_customers
from tests.support.centre import CALLER, OTHER, Centre


@pytest.fixture
def two(centre: Centre) -> tuple[int, int]:
    rosa = centre.do(customers.create, {"name": "Rosa", "notes": "Mornings"}, [CALLER], None, centre.now)
    values = {"name": "Rosa L.", "tier": "vip", "notes": "Has a dog"}
    return rosa, centre.do(customers.create, values, [OTHER], None, centre.now)


def test_what_will_be_is_shown_before(centre: Centre, two: tuple[int, int]) -> None:
    rosa, double = two
    plan = centre.do(merging_customers.plan, double, rosa)
    assert plan.values == {
        "name": "Rosa", "language": "", "tier": "vip", "external_id": "", "notes": "Mornings\n\nHas a dog",
    }  # fmt: skip
    assert plan.numbers == (OTHER, CALLER)
    assert plan.lost == {"name": "Rosa L."}


def test_numbers_move_and_only_one_is_found(centre: Centre, two: tuple[int, int]) -> None:
    rosa, double = two
    centre.do(merging_customers.merge, double, rosa, None, centre.now)
    found = centre.do(customers.find, OTHER)
    assert [each.customer_id for each in found] == [rosa]
    assert [each.customer_id for each in centre.do(customers.find, "")] == [rosa]
    assert [each.name for each in centre.do(customers.record, rosa).merged] == ["Rosa L."]
    with pytest.raises(Refused):
        centre.do(customers.change, double, {"name": "?"}, None, centre.now)
    for pair in ((double, rosa), (rosa, double), (rosa, rosa)):
        with pytest.raises(Refused):
            centre.do(merging_customers.merge, *pair, None, centre.now)


def test_taken_back_both_are_what_they_were(centre: Centre, two: tuple[int, int]) -> None:
    rosa, double = two
    before = [centre.do(customers.record, each) for each in two]
    centre.do(merging_customers.merge, double, rosa, None, centre.now)
    assert centre.do(merging_customers.undo, double, None, centre.now) == rosa
    after = [centre.do(customers.record, each) for each in two]
    for was, is_now in zip(before, after, strict=True):
        assert (is_now.name, is_now.tier, is_now.notes, is_now.numbers) == (
            was.name, was.tier, was.notes, was.numbers,
        )  # fmt: skip
    with pytest.raises(NotFound):
        centre.do(merging_customers.undo, double, None, centre.now)


def test_what_was_changed_since_stays(centre: Centre, two: tuple[int, int]) -> None:
    rosa, double = two
    centre.do(merging_customers.merge, double, rosa, None, centre.now)
    centre.do(customers.change, rosa, {"notes": "Evenings"}, None, centre.now)
    centre.do(customers.remove_number, rosa, OTHER, None, centre.now)
    centre.do(merging_customers.undo, double, None, centre.now)
    assert centre.do(customers.record, rosa).notes == "Evenings"
    assert centre.do(customers.record, rosa).tier == ""
    assert centre.do(customers.record, double).numbers == ()


def test_a_merge_into_one_that_was_merged_is_taken_back_last_first(
    centre: Centre, two: tuple[int, int]
) -> None:
    rosa, double = two
    third = centre.do(customers.create, {"name": "R"}, [], None, centre.now)
    centre.do(merging_customers.merge, double, rosa, None, centre.now)
    centre.do(merging_customers.merge, rosa, third, None, centre.now)
    with pytest.raises(Refused, match="take that back first"):
        centre.do(merging_customers.undo, double, None, centre.now)
    centre.do(merging_customers.undo, rosa, None, centre.now)
    centre.do(merging_customers.undo, double, None, centre.now)
    assert [centre.do(customers.record, each).numbers for each in (rosa, double)] == [(CALLER,), (OTHER,)]
