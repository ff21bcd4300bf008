"""Callbacks as people read them."""

from __future__ import annotations

from datetime import timedelta

from support.services import callback_lines, callbacks
from support.services.callback_lines import CallbackLine
from tests.support import promised as steps
from tests.support.centre import CALLER, NOON, OTHER, Centre
from tests.support.promised import promise, promised


def listing(centre: Centre) -> tuple[list[CallbackLine], list[CallbackLine]]:
    with centre.store.reading() as session:
        return callback_lines.listing(session)


def test_open_ones_in_the_order_of_their_places(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2", OTHER)
    promise(centre, "CA1", at=NOON + timedelta(hours=1))
    centre.later(60)
    promise(centre, "CA2", OTHER)
    (first, second), closed = listing(centre)
    assert closed == []
    assert (first.number, first.state, first.next_at, first.was_chosen, first.ahead) == (
        CALLER, "promised", NOON + timedelta(hours=1), True, None,
    )  # fmt: skip
    assert (second.number, second.state, second.next_at, second.ahead) == (OTHER, "due", None, 0)
    assert (second.attempts, second.of_attempts, second.title) == (0, 3, "Billing")
    assert first.can == second.can == {"try", "cancel"}


def test_who_has_it_in_hand(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    steps.in_room(centre, centre.agent("ana"))
    (line,), _ = listing(centre)
    assert (line.state, line.agent, line.can) == ("dialling", "ana", frozenset({"cancel"}))
    steps.picks_up(centre)
    opened, (line,) = listing(centre)
    assert (opened, line.state, line.agent, line.can) == ([], "connected", "ana", frozenset())


def test_what_was_cancelled_may_be_promised_again(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    centre.do(callbacks.give_up, promised(centre).id, centre.now)
    _, (line,) = listing(centre)
    assert (line.state, line.can, line.over_at) == ("cancelled", frozenset({"restore"}), centre.now)
    with centre.store.reading() as session:
        assert callback_lines.one(session, line.id) == line
        assert callback_lines.one(session, 404) is None
