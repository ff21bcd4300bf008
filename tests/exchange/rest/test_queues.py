"""Queues and members through the vendor's client (reference 5.3)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town


@pytest.fixture
def waiting(town: Town) -> list[ScriptPhone]:
    """Three callers in line."""
    town.line('<Enqueue action="/left">billing</Enqueue>')
    callers = [town.exchange.phone(f"+551190000000{n}") for n in range(3)]
    for caller in callers:
        caller.dial(LINE)
        caller.expect_kind("music")
    return callers


def sid(town: Town) -> str:
    return str(town.api.queues.list()[0].sid)


def test_made_changed_deleted(town: Town) -> None:
    queue = town.api.queues.create(friendly_name="billing", max_size=5)
    assert (queue.max_size, queue.current_size) == (5, 0)
    assert queue.update(friendly_name="sales").friendly_name == "sales"
    with pytest.raises(TwilioRestException) as taken:
        town.api.queues.create(friendly_name="sales")
    assert taken.value.code == 22003
    assert queue.delete()
    assert town.api.queues.list() == []


def test_members_in_order(town: Town, waiting: list[ScriptPhone]) -> None:
    members = town.api.queues(sid(town)).members.list()
    assert [m.position for m in members] == [1, 2, 3]
    assert [m.call_sid for m in members] == [caller.line.sid for caller in waiting if caller.line]
    assert town.api.queues(sid(town)).members("Front").fetch().call_sid == members[0].call_sid
    with pytest.raises(TwilioRestException) as full:
        town.api.queues(sid(town)).delete()
    assert full.value.status == 400
    for caller in waiting:
        caller.hang_up()


def test_taken_out_by_sid_and_from_the_front(town: Town, waiting: list[ScriptPhone]) -> None:
    url = town.customer.on("/agent", "<Say>your turn</Say>")
    assert waiting[1].line is not None
    town.api.queues(sid(town)).members(waiting[1].line.sid).update(url=url)
    waiting[1].expect_heard("your turn")
    town.api.queues(sid(town)).members("Front").update(url=url)
    waiting[0].expect_heard("your turn")
    told = town.customer.expect("/left")
    assert told["QueueResult"] == "redirected"
    assert [m.call_sid for m in town.api.queues(sid(town)).members.list()] == [
        caller.line.sid for caller in waiting[2:] if caller.line
    ]
    waiting[2].hang_up()


def test_two_posts_to_front_get_two_callers(town: Town, waiting: list[ScriptPhone]) -> None:
    url = town.customer.on("/agent", "<Pause length='20'/>")
    taken = {town.api.queues(sid(town)).members("Front").update(url=url).call_sid for _ in range(3)}
    assert len(taken) == 3
    with pytest.raises(TwilioRestException) as empty:
        town.api.queues(sid(town)).members("Front").update(url=url)
    assert empty.value.status == 404


def test_a_caller_who_hung_up_is_not_there(town: Town, waiting: list[ScriptPhone]) -> None:
    line = waiting[0].line
    waiting[0].hang_up()
    assert line is not None
    with pytest.raises(TwilioRestException) as gone:
        town.api.queues(sid(town)).members(line.sid).update(url=town.customer.base + "/agent")
    assert gone.value.code == 20404
