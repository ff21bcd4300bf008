"""Carries out orders by REST: one function a kind. What may be repeated is told apart from what may not.

429 and 503 were not processed: try again. A time-out or 500 of a request that rings somebody is of
unknown outcome: never blindly again. State-setting requests (hang up, redirect) are repeatable.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from support.errors import Refused
from support.services import hearing, messages, offers
from support.sound_work import SoundWork
from support.store.orders import Order
from support.worker import Again, CarryOut, Done, GivenUp, Outcome
from webhooks import legs, outbound_rooms, recording_orders, stream_token, tapes
from webhooks.client import status_of
from webhooks.parts import Parts

NOT_PROCESSED = (429, 503)
Do = Callable[[Order], Outcome]


def carrier(parts: Parts, client: Client, folder: Path, others: dict[str, CarryOut]) -> CarryOut:
    """What the worker calls. `folder` is where sounds are worked on; `others` are kinds that are not REST."""
    rest = Rest(parts, client)
    others = (
        SoundWork(parts.store, parts.sounds, parts.hearing, folder / "work", parts.clock).kinds() | others
    )
    kinds: dict[str, tuple[Do, bool]] = {  # (how, may it be done twice?)
        "ring_agent": (rest.ring_agent, False),
        "send_message": (rest.send_message, False),
        "join_caller": (rest.join_caller, True),
        "leave_queue": (rest.leave_queue, True),
        "next_document": (rest.next_document, True),
        "start_stream": (rest.start_stream, True),
        "ask_score": (_nothing, True),  # a time that has come: what it means is settled
        "hang_up_leg": (rest.hang_up_leg, True),
        "check_call": (rest.check_call, True),
        **recording_orders.kinds(parts, client),
        **outbound_rooms.kinds(parts, client),
        **tapes.kinds(parts, client),
    }

    def carry_out(order: Order) -> Outcome:
        if order.kind in others:
            return others[order.kind](order)
        do, repeatable = kinds[order.kind]
        if order.interrupted and order.kind == "ring_agent":
            return GivenUp("interrupted: it may have rung")
        return attempt(lambda: do(order), repeatable)

    return carry_out


def attempt(do: Callable[[], Outcome], repeatable: bool) -> Outcome:
    """Sort out what a failed request means."""
    try:
        return do()
    except TwilioException as error:
        status = status_of(error)
        text = f"{status} {getattr(error, 'code', '')}".strip()
        if status in NOT_PROCESSED or (repeatable and status >= 500):
            return Again(text)
        return GivenUp(text)
    except NoConnection as error:
        # Refused before it was sent; but a connection that broke later may have rung somebody.
        refused = "refused" in str(error).lower()
        return Again("no connection") if repeatable or refused else GivenUp("no connection")
    except RequestException as error:
        text = type(error).__name__
        return Again(text) if repeatable else GivenUp(text)


class Rest:
    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client

    def ring_agent(self, order: Order) -> Outcome:
        offer_id = order.payload["offer_id"]
        with self._parts.store.reading() as session:
            try:
                ringing = offers.ring_details(session, offer_id)
            except Refused as reason:
                return GivenUp(str(reason))
        if ringing is None:
            return Done()  # the caller is gone or somebody decided: nobody rings for nothing
        return legs.ring(
            self._parts, self._client, ringing.address, ringing.ours, ringing.timeout_s,
            "agent", {"offer": offer_id},
        )  # fmt: skip

    def send_message(self, order: Order) -> Outcome:
        message_id = order.payload["message_id"]
        with self._parts.store.reading() as session:
            message = messages.outgoing(session, message_id)
        if message is None:
            return GivenUp("no such message")
        if order.interrupted and (found := self._sent_before(message, order.created_at)):
            return Done({"sid": found.sid, "status": found.status})
        sent = self._client.messages.create(
            to=message.to,
            from_=message.ours,
            body=message.body,
            status_callback=self._parts.notification_url("message-status", message=message_id),
        )
        return Done({"sid": sent.sid, "status": sent.status})

    def _sent_before(self, message: messages.Outgoing, since: datetime) -> Any:
        """The same message, when a worker that died had sent it; nobody is texted twice."""
        sent = self._client.messages.list(to=message.to, from_=message.ours, date_sent_after=since, limit=50)
        return next((each for each in sent if each.body == message.body), None)

    def join_caller(self, order: Order) -> Outcome:
        payload = order.payload
        if "party" in payload:
            return self._next_of_party(payload)
        return legs.redirect(self._client, payload["sid"], self._parts.url("join", entry=payload["entry_id"]))

    def leave_queue(self, order: Order) -> Outcome:
        payload = order.payload
        entry = {"entry": payload["entry"]} if "entry" in payload else {}
        url = self._parts.url("queue-left", seq=payload["seq"], result=payload["result"], **entry)
        outcome = legs.redirect(self._client, payload["sid"], url)
        return Done() if isinstance(outcome, GivenUp) else outcome  # who is gone has left

    def next_document(self, order: Order) -> Outcome:
        """Words were heard: the call comes for what follows them, unless it has moved on by itself."""
        if "party" in order.payload:
            return self._next_of_party(order.payload)
        back = {"back": 1} if "entry" in order.payload else {}
        return self._next(order.payload["sid"], order.payload["seq"], **back)

    def hush(self, sid: str, seq: int) -> None:
        """Somebody speaks over the prompt: end it. No order, since failing costs a moment of talk at most."""
        attempt(lambda: self._next(sid, seq, quiet=seq), repeatable=False)

    def _next(self, sid: str, seq: int, **query: int) -> Outcome:
        with self._parts.store.reading() as session:
            if not hearing.document_wanted(session, sid, seq):
                return Done()
        outcome = legs.redirect(self._client, sid, self._parts.url("next", **query))
        return Done() if isinstance(outcome, GivenUp) else outcome

    def _next_of_party(self, payload: dict[str, Any]) -> Outcome:
        """A customer whom we rang comes for what they meet next."""
        url = self._parts.url("party/next", party=payload["party"])
        outcome = legs.redirect(self._client, payload["sid"], url)
        return Done({"gone": True}) if isinstance(outcome, GivenUp) else outcome

    def start_stream(self, order: Order) -> Outcome:
        """Another stream for a leg whose last one broke. Doubled, the newer one replaces the older."""
        sid, attempt = order.payload["leg_sid"], order.payload["attempt"]
        with self._parts.store.reading() as session:
            if not hearing.restart_wanted(session, sid, attempt):
                return Done()
        self._client.calls(sid).streams.create(
            url=self._parts.twilio.stream_url,
            name=stream_token.name(attempt),
            track="inbound_track",
            status_callback=self._parts.notification_url("stream", attempt=attempt),
            parameter1_name="token",
            parameter1_value=stream_token.make(self._parts.secret, sid, attempt),
        )
        return Done()

    def hang_up_leg(self, order: Order) -> Outcome:
        try:
            self._client.calls(order.payload["sid"]).update(status="completed")
        except TwilioRestException as error:
            if not legs.is_over(error):
                raise
        return Done()

    def check_call(self, order: Order) -> Outcome:
        try:
            call = self._client.calls(order.payload["sid"]).fetch()
        except TwilioRestException as error:
            if error.status in legs.GONE:
                return Done({"status": "gone"})
            raise
        return Done({"status": str(call.status)})


def _nothing(_order: Order) -> Outcome:
    return Done()
