"""Figures of promises and scores, with what they are made of."""

from __future__ import annotations

import pytest

from support.errors import NotFound
from support.rules.metrics_more import OTHERS
from support.services import explaining_more
from support.services.metrics import Asked
from support.store.base import Store
from tests.support.services.test_metrics_more import (
    ALL,
    END,
    START,
    clock,
    keep,
    kept,
    promised,
    score,
    ticket,
)


@pytest.mark.parametrize("name", OTHERS)
def test_every_one_of_them_is_explained_and_nothing_is_no_figure(store: Store, name: str) -> None:
    with store.reading() as session:
        found = explaining_more.explain(session, ALL, name)
    assert found.name == name
    assert found.value == (0 if OTHERS[name].unit == "count" else None)
    assert all(amount == 0 for _column, amount in found.inputs)
    assert found.left_out == ()


def test_the_formula_of_the_inputs_is_the_value(store: Store) -> None:
    keep(store, kept(1, 60, attempts=3), promised(2, state="expired"), promised(3, state="cancelled"))
    keep(store, *(score(each) for each in (5, 3)), *(score(each, survey="nps") for each in (10, 9, 2)))
    with store.reading() as session:
        for name in ("callbacks_kept", "callback_attempts", "csat", "csat_mean", "nps"):
            found = explaining_more.explain(session, ALL, name)
            made, amounts = OTHERS[name], dict(found.inputs)
            above = sum(-amounts[each[1:]] if each[0] == "-" else amounts[each] for each in made.above)
            below = sum(amounts[each] for each in made.below)
            assert found.value == pytest.approx(above / below * (100 if name == "nps" else 1)), name


def test_what_is_not_decided_is_left_out_and_said(store: Store) -> None:
    keep(store, kept(1, 60), promised(2), promised(3, state="cancelled"))
    with store.reading() as session:
        found = explaining_more.explain(session, ALL, "callbacks_kept")
    assert found.value == 1.0
    assert found.left_out == (("callbacks_cancelled", 1, "taken_back"), ("callbacks_open", 1, "not_over"))


def test_a_median_shows_its_lengths(store: Store) -> None:
    one = ticket(1)
    keep(store, one)
    keep(store, clock(one, 300), clock(one, 900, kind="resolution"))
    with store.reading() as session:
        found = explaining_more.explain(session, ALL, "first_response")
        assert explaining_more.figure(session, ALL, "resolution") == 900.0
    assert (found.value, found.histogram) == (300.0, {300: 1})


def test_a_filter_that_cannot_narrow_is_said(store: Store) -> None:
    asked = Asked(START, END, (), "agent", "1")
    with store.reading() as session:
        assert explaining_more.explain(session, asked, "csat").ignored
        assert explaining_more.explain(session, asked, "tickets_opened").ignored
        assert not explaining_more.explain(session, asked, "callbacks_kept").ignored


def test_there_is_no_such_figure(store: Store) -> None:
    with store.reading() as session, pytest.raises(NotFound):
        explaining_more.explain(session, ALL, "asa")
