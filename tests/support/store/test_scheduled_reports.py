"""The bookmark of sending is one row, made once."""

from __future__ import annotations

from sqlalchemy import func, select

from support.store import scheduled_reports as store
from support.store.facts import Bookmark
from tests.support.centre import NOON, Centre


def test_the_bookmark_is_made_once_and_keeps_its_state(centre: Centre) -> None:
    assert not centre.do(store.is_kept)
    with centre.store.writing() as session:
        store.lock(session).state = {"Daily": {"last": NOON.isoformat(), "rule": "day 07:00"}}
    with centre.store.writing() as session:
        assert store.lock(session).state["Daily"]["rule"] == "day 07:00"
        assert session.scalar(select(func.count()).select_from(Bookmark)) == 1
    assert centre.do(store.is_kept)


def test_orders_are_listed_newest_first(centre: Centre) -> None:
    for name in ("a", "b", "c"):
        centre.place("send_report", name=name)
    centre.place("check_call", sid="CA1")
    found = centre.do(store.orders_of, "send_report", 2)
    assert [each.payload["name"] for each in found] == ["c", "b"]
