"""Legs brought out of a room: by another way when the phone company refuses the first one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from support.services import conversations, legs, moving, queues
from support.services.conversations import Target
from support.services.settling import settler
from support.store import orders as store
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome
from tests.support.centre import Centre
from tests.support.promised import in_room, over, party, picks_up, place, promise, promised

REFUSED = GivenUp("400")


def newest(centre: Centre, *kinds: str) -> Order:
    with centre.store.reading() as session:
        found = session.scalars(select(Order).where(Order.kind.in_(kinds)).order_by(Order.id.desc())).first()
    assert found, f"no {kinds}"
    return found


def carried_out(centre: Centre, order: Order, outcome: Outcome) -> None:
    with centre.store.writing() as session:
        store.finish(session, order.id, "done", centre.now)
        settler(centre.shelf)(session, order, outcome, centre.now)


def waiting(centre: Centre) -> list[str]:
    """Kinds of the orders that bring somebody out of a room and are still to be carried out."""
    ways = ("leave_queue", "next_document", "end_room", "hang_up_leg")
    with centre.store.reading() as session:
        rows = session.scalars(select(Order).where(Order.state == "due", Order.kind.in_(ways)))
        return [row.kind for row in rows if row.payload.get("sid", "CA1") in ("CA1", "CU1")]


def hung_up(centre: Centre) -> None:
    """The caller is alone in the room."""
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.do(conversations.hang_up, 1, centre.now)


def left_behind(centre: Centre) -> None:
    """Their agent went while they came in."""
    centre.enqueue()
    offer_id = centre.talking(centre.agent("ana"))
    centre.do(legs.gone, "AG1", centre.now)
    centre.do(conversations.hang_up, 1, centre.now)
    assert offer_id


def transferred(centre: Centre) -> None:
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.do(conversations.transfer, 1, Target("queue", "tech"), centre.now)


def called_back(centre: Centre) -> None:
    """A customer whom we rang talks with Ana."""
    centre.begin()
    promise(centre)
    in_room(centre, centre.agent("ana"))
    picks_up(centre)


def customer_transferred(centre: Centre) -> None:
    called_back(centre)
    centre.do(conversations.transfer, 1, Target("queue", "tech"), centre.now)


def customer_hung_up(centre: Centre) -> None:
    called_back(centre)
    centre.do(conversations.hang_up, 1, centre.now)


def not_dialled_on(centre: Centre) -> None:
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.do(conversations.transfer, 1, Target("number", "+551130002000"), centre.now)
    carried_out(centre, newest(centre, "dial_on"), REFUSED)


@pytest.mark.parametrize(
    ("alone", "first"),
    [
        (hung_up, "leave_queue"),
        (left_behind, "leave_queue"),
        (transferred, "next_document"),
        (not_dialled_on, "next_document"),
        (customer_transferred, "next_document"),
        (customer_hung_up, "hang_up_leg"),
    ],
)
def test_refused_for_good_the_room_is_ended_and_so_on_in_turns(
    centre: Centre, alone: Any, first: str
) -> None:
    alone(centre)
    told = _last_out(centre, first)
    pauses: list[int] = []
    for kind in (first, "end_room", first, "end_room", first):
        order = told if not pauses else newest(centre, kind)
        assert order.kind == kind
        carried_out(centre, order, REFUSED)
        following = newest(centre, "end_room" if kind == first else first)
        pauses.append(int((following.due_at - centre.now).total_seconds()))
        if following.kind == "end_room":
            assert following.payload["entry"] == 1
        else:
            assert {**told.payload, **following.payload} == following.payload, "the same again"
    assert pauses == [0, 5, 10, 20, 40]


def _last_out(centre: Centre, kind: str) -> Order:
    with centre.store.reading() as session:
        rows = list(session.scalars(select(Order).where(Order.kind == kind).order_by(Order.id.desc())))
    return next(row for row in rows if row.payload["sid"] in ("CA1", "CU1"))


@pytest.mark.parametrize("alone", [hung_up, transferred])
def test_nobody_is_moved_who_is_gone(centre: Centre, alone: Any) -> None:
    alone(centre)
    centre.end()
    before = centre.orders()
    carried_out(centre, newest(centre, "leave_queue", "next_document"), REFUSED)
    assert centre.orders() == before


def test_a_customer_who_is_gone_is_not_moved(centre: Centre) -> None:
    customer_transferred(centre)
    over(centre, "completed")
    before = centre.orders()
    carried_out(centre, newest(centre, "next_document"), REFUSED)
    assert centre.orders() == before
    assert place(centre).result == "hangup"


@pytest.mark.parametrize("kind", ["leave_queue", "next_document"])
def test_one_way_is_enough(centre: Centre, kind: str) -> None:
    (hung_up if kind == "leave_queue" else transferred)(centre)
    order = newest(centre, kind)
    carried_out(centre, order, REFUSED)
    carried_out(centre, newest(centre, "end_room"), Done())
    assert waiting(centre) == []


def test_while_it_is_tried_it_is_asked_whether_they_are_there(centre: Centre) -> None:
    hung_up(centre)
    carried_out(centre, newest(centre, "leave_queue"), REFUSED)
    assert centre.orders("check_call") == []
    carried_out(centre, newest(centre, "end_room"), REFUSED)
    assert centre.orders("check_call") == [{"sid": "CA1"}]


def test_words_that_bring_no_document_are_no_room(centre: Centre) -> None:
    """The order that follows spoken words has nothing to do with rooms."""
    centre.enqueue()
    order = Order(kind="next_document", call_id=1, payload={"sid": "CA1", "seq": 2})
    centre.do(moving.refused, order, centre.now)
    assert centre.orders("end_room") == []


def test_a_customer_s_leg_that_is_gone_leaves_the_line_without_a_report(centre: Centre) -> None:
    customer_transferred(centre)
    carried_out(centre, newest(centre, "next_document"), Done({"gone": True}))
    assert (place(centre).result, party(centre).state) == ("hangup", "left")
    assert promised(centre).state == "connected"


def test_a_customer_goes_along_to_another_line(centre: Centre) -> None:
    customer_transferred(centre)
    with centre.store.writing() as session:
        entry = session.get_one(type(place(centre)), place(centre).id)
        queues.requeue(session, entry, "billing", "moved", centre.now)
    assert (party(centre).state, place(centre).queue) == ("in", "billing")
    with centre.store.reading() as session:
        assert moving.on_the_phone(session, place(centre))
