"""The order about a conversation's recording: begin, pause, resume or stop it, as is wanted by then.

After a request of unknown outcome the recordings of the leg are listed first: nobody is recorded twice. A
pause is silence in the recording, so that its times stay those of the call.
"""

from __future__ import annotations

from collections.abc import Callable

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from support.services import tapes
from support.store.orders import Order
from support.worker import Done, Outcome
from webhooks import legs
from webhooks.parts import Parts

RUNNING = ("in-progress", "paused", "processing")
STATUS = {"recording": "in-progress", "paused": "paused", "stopped": "stopped"}
STATES = {"in-progress": "recording", "paused": "paused", "stopped": "over"}
EVENTS = ["completed", "absent"]
BAD_REQUEST = 400


def kinds(parts: Parts, client: Client) -> dict[str, tuple[Callable[[Order], Outcome], bool]]:
    """Kind of order to (how, may it be done twice?)."""
    rest = Tapes(parts, client)
    return {"steer_recording": (rest.steer, True)}


class Tapes:
    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client

    def steer(self, order: Order) -> Outcome:
        with self._parts.store.reading() as session:
            wish = tapes.steer(session, order.payload["tape_id"])
        if wish is None:
            return Done({"tape": "over"})
        is_unsure = order.interrupted or (order.attempts or 0) > 1
        try:
            sid = wish.sid or (self._running(wish) if is_unsure else "")
            if sid:
                return self._set(wish, sid, is_unsure)
            if wish.wanted != "recording":
                return Done({"tape": "idle"})
            return self._start(wish, order.payload["tape_id"])
        except TwilioRestException as error:
            if legs.is_over(error):  # they hung up: it ends by itself
                return Done({"tape": "over"})
            raise

    def _running(self, wish: tapes.Steer) -> str:
        """The recording that was begun though nobody could say so, or ""."""
        found = self._client.calls(wish.leg_sid).recordings.list(limit=20)
        young = (each for each in found if str(each.status) in RUNNING and each.sid not in wish.known)
        return next((str(each.sid) for each in young), "")

    def _start(self, wish: tapes.Steer, tape_id: int) -> Outcome:
        made = self._client.calls(wish.leg_sid).recordings.create(
            recording_channels="dual",
            trim="do-not-trim",
            recording_status_callback=self._parts.notification_url("recording", kind="call", tape=tape_id),
            recording_status_callback_event=EVENTS,
        )
        return Done({"tape": "recording", "sid": str(made.sid)})

    def _set(self, wish: tapes.Steer, sid: str, is_unsure: bool) -> Outcome:
        status = STATUS[wish.wanted]
        silence = {"pause_behavior": "silence"} if status == "paused" else {}
        recording = self._client.calls(wish.leg_sid).recordings(sid)
        try:
            recording.update(status=status, **silence)
        except TwilioRestException as error:
            # What was done before without our hearing of it is refused the second time.
            if not is_unsure or error.status != BAD_REQUEST or str(recording.fetch().status) != status:
                raise
        return Done({"tape": STATES[status], "sid": sid})
