"""How far a log was read: every row once, those too that become visible after later ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.store import bookmarks
from support.store import calls as call_store
from support.store.bookmarks import _open_gaps
from support.store.calls import CallEvent
from tests.support.centre import NOON, Centre


def read(centre: Centre, limit: int = 100) -> tuple[list[int], bool]:
    with centre.store.writing() as session:
        mark = bookmarks.take(session, bookmarks.EVENTS)
        assert mark
        rows, more = bookmarks.read(session, mark, CallEvent, (CallEvent.id,), limit, centre.now)
        bookmarks.put(session, mark)
        return [row[0] for row in rows], more


def test_each_row_once(centre: Centre) -> None:
    centre.begin()
    ids, more = read(centre, 1)
    assert (len(ids), more) == (1, True)
    rest, more = read(centre)
    assert not more
    assert rest == sorted(rest)
    assert ids[0] < rest[0]
    assert read(centre) == ([], False)
    with centre.store.reading() as session:
        assert not bookmarks.is_behind(session, bookmarks.look(session, bookmarks.EVENTS), CallEvent)
    centre.end()
    with centre.store.reading() as session:
        assert bookmarks.is_behind(session, bookmarks.look(session, bookmarks.EVENTS), CallEvent)


def test_what_is_skipped_is_not_read(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        mark = bookmarks.take(session, bookmarks.EVENTS)
        assert mark
        bookmarks.skip(session, mark, CallEvent, centre.now)
        bookmarks.put(session, mark)
    assert read(centre) == ([], False)
    with centre.store.writing() as session:
        mark = bookmarks.take(session, bookmarks.EVENTS)
        assert mark
        assert bookmarks.has_settled(session, mark) or bookmarks.has_settled(session, mark)


def test_a_row_that_is_taken_back_is_not_waited_for_for_ever(centre: Centre) -> None:
    if centre.store.is_sqlite:
        return  # ids there are those of rows that stand
    centre.begin()
    with centre.store.writing() as session:
        call_store.append(session, 1, centre.now, [("heard", {})])
        session.rollback()
    centre.do(call_store.append, 1, centre.now, [("heard", {})])
    read(centre)
    assert gaps(centre, centre.now)
    centre.later(bookmarks.PATIENCE_S + 5)
    read(centre)
    assert not gaps(centre, centre.now)


def gaps(centre: Centre, _now: datetime) -> list[list[int]]:
    with centre.store.reading() as session:
        mark = bookmarks.look(session, bookmarks.EVENTS)
        assert mark
        found: list[list[int]] = mark.state["gaps"]
        return found


def test_what_was_found_in_a_gap_leaves_the_rest_of_it() -> None:
    since = int(NOON.timestamp())
    later = NOON + timedelta(seconds=60)
    assert _open_gaps([[5, 9, 100, since]], [6, 7], 99, later) == [[5, 5, 100, since], [8, 9, 100, since]]
    assert _open_gaps([[5, 9, 100, since]], [], 100, NOON) == [[5, 9, 100, since]]  # a moment more
    assert _open_gaps([[5, 9, 100, since]], [], 100, later) == []
