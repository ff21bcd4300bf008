"""What the engine ordered is in the database before the caller hears it, all of it or none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from ivr.actions import (
    Action,
    HangUp,
    LeaveQueue,
    Mark,
    OpenTicket,
    PromiseCallback,
    Record,
    SaveScore,
    Say,
    SendMessage,
)
from ivr.events import QueueKeyPressed, QueueLeft
from support.services import promises, surveys
from support.store import callbacks as callback_store
from support.store import messages, orders, recordings
from support.store import tickets as store
from support.store.base import Base, Session
from support.store.customers import Consent
from support.store.surveys import Score
from tests.support import centre as keys
from tests.support.centre import CALLER, OTHER, Centre, parsed

RECORD = Record(9, (Say("Ticket {ticket.number}.", "en-US"),), "billing", 60)


def keep(centre: Centre, actions: list[Action], sid: str = "CA1") -> tuple[list[Action], promises.Facts]:
    return centre.do(promises.keep, parsed(), centre.row(sid), actions, centre.now)


def rows(centre: Centre, table: type[Base]) -> int:
    with centre.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_voicemail_s_ticket_and_recording_exist_together(centre: Centre) -> None:
    centre.begin()
    spoken, facts = keep(centre, [OpenTicket("voicemail", "billing"), RECORD])
    with centre.store.reading() as session:
        ticket = store.ticket(session, 1001)
        assert ticket
        kept = recordings.recordings_of(session, ticket.id)
    assert [(each.state, each.seq) for each in kept] == [("expected", 9)]
    assert (ticket.kind, ticket.queue, ticket.customer, ticket.call_id) == (
        "voicemail", "billing", CALLER, centre.row().id,
    )  # fmt: skip
    assert facts == [("voicemail_opened", {"queue": "billing", "ticket": 1001})]
    assert spoken == [Record(9, (Say("Ticket 1 0 0 1.", "en-US"),), "billing", 60)]


class Broken(Exception):
    pass


@pytest.mark.parametrize(
    "promised",
    [
        OpenTicket("voicemail", "billing"),
        PromiseCallback("billing", CALLER),
        SendMessage(CALLER, "Hello"),
        SaveScore("csat", 5),
        LeaveQueue("callback"),
    ],
)
def test_what_fails_later_leaves_nothing_behind(centre: Centre, promised: Action) -> None:
    entry_id = centre.enqueue()
    tables = (
        store.Ticket,
        store.TicketEntry,
        callback_store.Callback,
        messages.TextMessage,
        orders.Order,
        Score,
    )
    before = [rows(centre, table) for table in tables]

    def keep_and_break(session: Session) -> None:
        promises.keep(session, parsed(), centre.row(), [promised, RECORD], centre.now)
        raise Broken

    with pytest.raises(Broken):
        centre.do(keep_and_break)
    assert [rows(centre, table) for table in tables] == before
    assert centre.entry(entry_id).state == "waiting"


def test_one_open_callback_per_number_and_queue(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2")
    first = keep(centre, [PromiseCallback("billing", CALLER)])[1]
    centre.later(60)
    assert keep(centre, [PromiseCallback("billing", CALLER)], "CA2")[1] == first
    assert keep(centre, [PromiseCallback("tech", CALLER)])[1] != first
    assert keep(centre, [PromiseCallback("billing", OTHER)])[1] != first
    with centre.store.reading() as session:
        promised = callback_store.callbacks(session)
    assert sorted((each.queue, each.number) for each in promised) == sorted(
        [("billing", CALLER), ("tech", CALLER), ("billing", OTHER)]
    )


def test_a_callback_keeps_the_place_in_the_line(centre: Centre) -> None:
    centre.enqueue()
    entered = centre.now
    centre.later(120)
    seq = centre.seq("CA1")
    centre.turn("CA1", QueueKeyPressed(seq, "1", 120))
    centre.turn("CA1", QueueLeft(seq, "leave", 120))
    with centre.store.reading() as session:
        promised = callback_store.callbacks(session)
    assert [each.first_entered_at for each in promised] == [entered]
    assert "callback_promised" in centre.kinds()


def test_a_message_is_written_and_ordered(centre: Centre) -> None:
    centre.begin()
    spoken, facts = keep(centre, [SendMessage(CALLER, "Hello"), HangUp()])
    assert spoken == [HangUp()]
    assert facts == [("message_ordered", {"to": "+55119****7777"})]
    [order] = centre.orders("send_message")
    with centre.store.reading() as session:
        message = messages.message_by_id(session, order["message_id"])
    assert message
    assert (message.number, message.ours, message.body) == (CALLER, keys.CALLED, "Hello")


@pytest.mark.parametrize(
    "number", ["+12025550123", "+351212345678", "+447400123456", "+55500123456", "no number"]
)
def test_no_message_abroad_or_to_premium_numbers(centre: Centre, number: str) -> None:
    centre.begin()
    _, facts = keep(centre, [SendMessage(number, "Hello")])
    assert [kind for kind, _ in facts] == ["message_refused"]
    assert number not in str(facts)
    assert rows(centre, messages.TextMessage) == 0
    assert centre.orders() == []


def test_a_refused_message_is_a_fact_of_the_call(centre: Centre) -> None:
    centre.reach(keys.ABROAD)
    assert ("message_refused", {"to": "+12025****0123"}) in centre.facts()


def test_a_message_can_name_the_ticket(centre: Centre) -> None:
    centre.begin()
    keep(centre, [PromiseCallback("billing", CALLER), SendMessage(CALLER, "Ticket {ticket.number}")])
    [order] = centre.orders("send_message")
    with centre.store.reading() as session:
        message = messages.message_by_id(session, order["message_id"])
    assert message
    assert message.body == "Ticket 1001"
    assert (message.template, message.ticket_id) == ("opened", 1), "the policies' own is not sent as well"


def test_a_message_may_be_added_to_an_open_ticket(centre: Centre) -> None:
    """Also on another matter, and to no ticket of somebody else."""
    centre.begin("CA1", OTHER)
    keep(centre, [OpenTicket("voicemail", "billing")])
    centre.begin("CA2")
    keep(centre, [OpenTicket("voicemail", "billing")], "CA2")
    for wanted in ("1002", "newest"):
        _, facts = keep(centre, [OpenTicket("voicemail", "tech", wanted)], "CA2")
        assert facts == [("voicemail_opened", {"queue": "tech", "ticket": 1002})]
    _, facts = keep(centre, [OpenTicket("voicemail", "tech", "1001")], "CA2")
    assert facts[0][1]["ticket"] == 1003


def test_the_comment_of_a_survey_belongs_to_its_score(centre: Centre) -> None:
    centre.begin()
    keep(centre, [SaveScore("nps", 9), Record(2, (), "", 60, "comment")])
    with centre.store.reading() as session:
        [line] = surveys.of_call(session, 1)
        assert (line.score, line.recording_id, line.comment) == (9, 1, "")
        recording = recordings.recording(session, 1)
    assert recording
    assert (recording.kind, recording.ticket_id, recording.language) == ("comment", None, "en-US")


def test_a_fetch_is_ordered_with_the_flow_s_hosts(centre: Centre) -> None:
    reply = centre.reach(keys.FETCH)
    [order] = centre.orders("fetch")
    assert order["hosts"] == ["api.example.com"]
    assert order["seq"] == reply.seq
    assert order["store"] == {"tier": "customer.tier"}


def test_a_score_is_kept(centre: Centre) -> None:
    centre.reach(keys.SURVEY)
    centre.press("CA1", "4")
    with centre.store.reading() as session:
        scores = list(session.scalars(select(Score)))
    assert [(each.survey, each.score) for each in scores] == [("csat", 4)]
    assert ("scored", {"survey": "csat", "score": 4}) in centre.facts()


def test_marks_are_not_heard(centre: Centre) -> None:
    centre.begin()
    heard: Any = keep(centre, [Mark("step_entered"), Say("Hello", "en-US")])[0]
    assert heard == [Say("Hello", "en-US")]


def test_a_transfer_s_number_is_masked_in_the_log(centre: Centre) -> None:
    centre.reach(keys.TRANSFER)
    assert ("transfer_dialled", {"number": "+55113****0000"}) in centre.facts()


RECORDED = keys.FLOW.replace("billing: {title:", "billing: {recording: consent, title:")


@pytest.mark.parametrize(("key", "agrees"), [("1", True), ("2", False)])
def test_what_a_caller_says_to_being_recorded_is_kept_with_their_call(
    centre: Centre, key: str, agrees: bool
) -> None:
    centre.publish(RECORDED)
    centre.reach(keys.BILLING)
    centre.press("CA1", key)
    assert ("recording_agreed" if agrees else "recording_refused") in centre.kinds()
    with centre.store.reading() as session:
        kept = list(session.scalars(select(Consent)))
    assert [(each.number, each.kind, each.is_given, each.source, each.call_id) for each in kept] == [
        (CALLER, "recording", agrees, "call", centre.row().id)
    ]


def test_a_withheld_number_has_no_consents(centre: Centre) -> None:
    centre.publish(RECORDED)
    centre.reach(keys.BILLING, caller="")
    centre.press("CA1", "1")
    assert "queue_entered" in centre.kinds()
    with centre.store.reading() as session:
        assert list(session.scalars(select(Consent))) == []
