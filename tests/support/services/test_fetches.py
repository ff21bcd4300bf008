"""A flow's request: under way, answered, failed, too late, never asked."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.actions import HangUp, Record
from ivr.events import FetchAnswered
from support.services import fetches
from support.store import orders
from tests.support.centre import FETCH, Centre

LIMIT = 4 + fetches.GRACE_S


def answer(centre: Centre, sid: str = "CA1", seq: int | None = None) -> FetchAnswered | None:
    with centre.store.reading() as session:
        return fetches.answer(session, sid, centre.seq("CA1") if seq is None else seq, centre.now)


def finish(centre: Centre, state: str, error: str = "", **result: Any) -> None:
    with centre.store.writing() as session:
        orders.finish(session, 1, state, centre.now, error, **result)


def test_still_under_way_and_then_too_late(centre: Centre) -> None:
    seq = centre.reach(FETCH).seq
    assert answer(centre) is None
    centre.later(LIMIT)
    assert answer(centre) is None
    centre.later(1)
    assert answer(centre) == FetchAnswered(seq, ok=False, reason="too late")


def test_an_answer_goes_on_with_its_values(centre: Centre) -> None:
    seq = centre.reach(FETCH).seq
    finish(centre, "done", ok=True, values={"tier": "gold", "n": 3})
    found = answer(centre)
    assert found == FetchAnswered(seq, ok=True, values={"tier": "gold", "n": "3"})
    assert isinstance(centre.turn("CA1", found).actions[-1], HangUp)
    assert centre.row().state["variables"]["tier"] == "gold"


@pytest.mark.parametrize(("state", "result"), [("failed", {}), ("done", {"ok": False}), ("done", {})])
def test_a_failure_goes_the_other_way(centre: Centre, state: str, result: dict[str, Any]) -> None:
    centre.reach(FETCH)
    finish(centre, state, "Timeout", **result)
    found = answer(centre)
    assert found
    assert not found.ok
    assert isinstance(centre.turn("CA1", found).actions[-1], Record)


@pytest.mark.parametrize(("sid", "seq"), [("CA404", 1), ("CA1", 99)])
def test_what_was_never_asked(centre: Centre, sid: str, seq: int) -> None:
    centre.reach(FETCH)
    assert answer(centre, sid, seq) == FetchAnswered(seq, ok=False, reason="not asked")
