"""The thread that keeps the books: there when it is needed, gone when it is told, alive after trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func, select
from structlog.testing import capture_logs

from support import bookkeeper as module
from support.bookkeeper import Bookkeeper
from support.store.closed_books import ClosedBook
from support.store.facts import CallFact
from tests.support.books import of, written
from tests.support.centre import Centre

WAIT_S = 30


def ends_call(centre: Centre, sid: str) -> None:
    centre.begin(sid)
    centre.later(5)
    centre.end(sid)


class Watched(Bookkeeper):
    """Tells when it has looked."""

    def __init__(self, centre: Centre, clock: Callable[[], datetime]) -> None:
        super().__init__(centre.store, clock)
        self.looked = threading.Event()
        self.trouble = 0

    def keep_up(self) -> None:
        if self.trouble:
            self.trouble -= 1
            raise ConnectionError("the database is away")
        super().keep_up()
        self.looked.set()


def test_it_keeps_up_by_itself_and_stops(centre: Centre) -> None:
    keeper = Watched(centre, lambda: centre.now)
    keeper.start()
    for n in (1, 2):
        ends_call(centre, f"CA{n}")
        keeper.looked.clear()
        assert keeper.looked.wait(WAIT_S)
        keeper.looked.clear()
        assert keeper.looked.wait(WAIT_S)  # one look that began after the call
        assert len(of(written(centre.store), CallFact)) == n
    keeper.stop()
    assert "books" not in {each.name for each in threading.enumerate()}


def test_trouble_is_told_and_does_not_end_it(centre: Centre) -> None:
    module_rest, module.REST_S = module.REST_S, 0.01
    keeper = Watched(centre, lambda: centre.now)
    keeper.trouble = 2
    ends_call(centre, "CA1")
    try:
        with capture_logs() as logs:
            keeper.start()
            assert keeper.looked.wait(WAIT_S)
            keeper.stop()
    finally:
        module.REST_S = module_rest
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["books_not_kept"] * 2
    assert len(of(written(centre.store), CallFact)) == 1


def test_all_that_there_is_in_one_go(centre: Centre) -> None:
    for n in range(1, 4):
        ends_call(centre, f"CA{n}")
    Bookkeeper(centre.store, lambda: centre.now).keep_up()
    assert len(of(written(centre.store), CallFact)) == 3


def test_it_closes_days_that_are_over(centre: Centre) -> None:
    ends_call(centre, "CA1")
    keeper = Bookkeeper(centre.store, lambda: centre.now)
    keeper.keep_up()
    assert _closed_days(centre) == 0
    centre.later(86_400)
    keeper.keep_up()
    assert _closed_days(centre) == 1


def test_when_no_day_is_left_it_looks_for_them_once_a_minute(centre: Centre) -> None:
    ends_call(centre, "CA1")
    centre.now = datetime(2026, 3, 3, 5, 59, 50, tzinfo=UTC)  # ten seconds before three at the centre
    keeper = Bookkeeper(centre.store, lambda: centre.now)
    keeper.keep_up()
    centre.later(20)
    keeper.keep_up()
    assert _closed_days(centre) == 0
    centre.later(60)
    keeper.keep_up()
    assert _closed_days(centre) == 1


def _closed_days(centre: Centre) -> int:
    with centre.store.reading() as session:
        return session.scalar(select(func.count()).select_from(ClosedBook)) or 0
