"""What follows when an order was carried out, or could not be: one function a kind, in a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from support.rules.outcomes import FINAL_STATUSES
from support.services import (
    calls,
    hearing,
    holds,
    jobs,
    legs,
    lookup,
    messages,
    moving,
    offers,
    parties,
    pipeline,
    queues,
    recordings,
    rooms,
    scheduled_reports,
    surveys,
    tapes,
)
from support.services.flows import FlowShelf
from support.store import orders
from support.store.base import Session
from support.worker import Done, Outcome

Follow = Callable[[Session, orders.Order, Outcome, datetime], None]


def settler(shelf: FlowShelf) -> Follow:
    """The function that a worker calls with each finished order."""

    def check_call(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
        status = str(outcome.result.get("status", "")) if isinstance(outcome, Done) else ""
        if status in FINAL_STATUSES or status == "gone":
            calls.end(session, shelf, order.payload["sid"], "completed" if status == "gone" else status, now)
        elif not isinstance(outcome, Done):
            calls.give_up(session, shelf, order.payload["sid"], now)

    follows: dict[str, Follow] = {
        "ring_agent": _ring_agent,
        "join_caller": _join_caller,
        "leave_queue": _moved,
        "next_document": _moved,
        "end_room": _moved,
        "ring_party": _ring_party,
        "ring_again": _ring_again,
        "hold_caller": _hold_caller,
        "dial_on": _dial_on,
        "hang_up_leg": _hang_up_leg,
        **dict.fromkeys(pipeline.KINDS, _stage_of_recording),
        "list_recordings": _list_recordings,
        "tidy_sounds": _tidy_sounds,
        "find_recording": _find_recording,
        "send_message": _send_message,
        "ask_score": _ask_score,
        "start_stream": _start_stream,
        "steer_recording": _steer_recording,
        "check_call": check_call,
        jobs.RUN: _run_job,
        lookup.ORDER: _looked_up,
        scheduled_reports.ORDER: _send_report,
    }

    def settle(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
        follow = follows.get(order.kind)
        if follow:
            follow(session, order, outcome, now)

    return settle


def _ring_agent(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    offer_id = order.payload["offer_id"]
    if isinstance(outcome, Done) and outcome.result.get("sid"):
        offers.leg_placed(session, offer_id, str(outcome.result["sid"]), now)
    elif not isinstance(outcome, Done):
        offers.fail(session, offer_id, "failed", now)


def _join_caller(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    """The caller could not be brought to the agent: gone, or the phone company refuses for good."""
    if isinstance(outcome, Done):
        _hear_of_the_gone(session, order, outcome, now)
    else:
        queues.back_to_line(session, order.payload["entry_id"], now)


def _ring_party(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    party_id = order.payload["party_id"]
    if isinstance(outcome, Done) and outcome.result.get("sid"):
        parties.placed(session, party_id, str(outcome.result["sid"]), now)
    elif not isinstance(outcome, Done):
        legs.party_over(session, parties.not_rung(session, party_id, now), now)


def _ring_again(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done) and outcome.result.get("sid"):
        offers.leg_placed(session, order.payload["offer_id"], str(outcome.result["sid"]), now)


def _hold_caller(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done) and "held" in outcome.result:
        holds.done(session, order.payload["entry_id"], bool(outcome.result["held"]), now)


def _dial_on(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    """The caller could not be moved: gone, or the phone company refuses for good."""
    if not isinstance(outcome, Done):
        rooms.not_dialled(session, order.payload["party_id"], now)


def _moved(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    """A leg comes out of a room, or is still in it."""
    if isinstance(outcome, Done):
        _hear_of_the_gone(session, order, outcome, now)
    else:
        moving.refused(session, order, now)


def _hear_of_the_gone(session: Session, order: orders.Order, done: Done, now: datetime) -> None:
    """A customer's leg that is gone is over, even when the report of it is lost."""
    if done.result.get("gone") and "party" in order.payload:
        legs.gone(session, order.payload["sid"], now)


def _hang_up_leg(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        legs.gone(session, order.payload["sid"], now)
    else:
        moving.not_hung_up(session, order, now)


def _stage_of_recording(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        pipeline.done(session, order, {**outcome.result, **outcome.aside}, now)
    else:
        pipeline.given_up(session, order, outcome.error, now)


def _list_recordings(session: Session, _order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        for each in outcome.aside.get("found", ()):
            pipeline.found(session, each, now)


def _tidy_sounds(session: Session, _order: orders.Order, outcome: Outcome, now: datetime) -> None:
    strays = list(outcome.aside.get("strays", ())) if isinstance(outcome, Done) else []
    pipeline.tidied(session, strays, now)


def _find_recording(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        found = outcome.result
        status = "completed" if found.get("sid") else "absent"
        news = recordings.News(
            call_sid=order.payload["call_sid"],
            seq=order.payload["seq"],
            sid=str(found.get("sid", "")),
            url=str(found.get("url", "")),
            status=status,
            seconds=int(found.get("seconds", 0)),
        )
        recordings.announced(session, news, now)


def _send_message(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    message_id = order.payload["message_id"]
    if isinstance(outcome, Done):
        sid, status = str(outcome.result.get("sid")), str(outcome.result.get("status"))
        messages.sent(session, message_id, sid, status, now)
    else:
        messages.not_sent(session, message_id, outcome.error, now)


def _ask_score(session: Session, order: orders.Order, _outcome: Outcome, now: datetime) -> None:
    solved_at = datetime.fromisoformat(order.payload["solved_at"])
    surveys.ask(session, order.payload["ticket_id"], solved_at, now)


def _start_stream(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if not isinstance(outcome, Done):
        hearing.refused(session, order.payload["leg_sid"], order.payload["attempt"], "not started", now)


def _steer_recording(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    tape_id = order.payload["tape_id"]
    if isinstance(outcome, Done):
        state, sid = (str(outcome.result.get(name, "")) for name in ("tape", "sid"))
        tapes.steered(session, tape_id, state or "idle", sid, now)
    else:
        tapes.not_steered(session, tape_id, outcome.error, now)


def _run_job(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        jobs.sliced(session, order.payload["job_id"], outcome.result, now)
    else:
        jobs.failed(session, order.payload["job_id"], outcome.error, now)


def _looked_up(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done) and order.call_id is not None:
        lookup.found(session, order.call_id, outcome.aside.get("values", {}), now)


def _send_report(session: Session, order: orders.Order, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Done):
        scheduled_reports.ready(session, order, outcome.aside, now)
    else:
        scheduled_reports.given_up(session, now)
