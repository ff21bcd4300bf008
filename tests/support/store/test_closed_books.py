"""What was counted of a day is read in one zone only, until the day is opened again."""

from __future__ import annotations

from support.store import bookmarks
from support.store import closed_books as store
from support.store.base import Session
from tests.support import booked
from tests.support.centre import NOON, Centre

MONDAY, TUESDAY = 1_772_409_600, 1_772_496_000


def closed(session: Session) -> None:
    mark = bookmarks.take(session, store.NAME)
    assert mark
    store.begin_again(session, mark, "UTC")
    bookmarks.put(session, mark)
    store.close(session, MONDAY, {"billing": 3, store.CALLS: 4})
    store.close(session, TUESDAY, {store.CALLS: 0})


def test_days_are_those_of_a_zone(centre: Centre) -> None:
    assert centre.do(store.between, "UTC", MONDAY, TUESDAY + 1) == {}
    centre.do(closed)
    assert centre.do(store.between, "UTC", MONDAY, TUESDAY + 1) == {
        MONDAY: {"billing": 3, "": 4}, TUESDAY: {"": 0}
    }  # fmt: skip
    assert centre.do(store.between, "UTC", MONDAY, TUESDAY).keys() == {MONDAY}
    assert centre.do(store.between, "Europe/Lisbon", MONDAY, TUESDAY + 1) == {}


def test_closing_begins_again_with_nothing(centre: Centre) -> None:
    centre.do(closed)
    centre.do(closed)  # or the days would be there twice
    assert centre.do(store.between, "UTC", MONDAY, TUESDAY + 1).keys() == {MONDAY, TUESDAY}


def test_a_day_that_is_opened_again_is_not_known(centre: Centre) -> None:
    centre.do(closed)
    centre.do(store.open_again, {MONDAY, 5})
    centre.do(store.open_again, set())
    assert centre.do(store.between, "UTC", MONDAY, TUESDAY + 1).keys() == {TUESDAY}


def test_when_it_all_began(centre: Centre) -> None:
    assert centre.do(store.earliest) is None
    centre.begin("CA1")
    assert centre.do(store.earliest) == NOON
    early = NOON.replace(year=2019)
    centre.do(booked.call, -1, early, source="old pbx")
    centre.do(booked.stay, -1, NOON, source="old pbx")
    assert centre.do(store.earliest) == early
    assert centre.do(store.moments, [-1]) == {early, NOON}
