"""Orders about rooms: who is rung into one, who is held, who whispers to whom.

A participant is updated by the room's present SID, which is looked up by the room's name: names repeat, and
what a callback told of a SID may be lost or late. State-setting orders read what is wanted when they are
carried out, so that they may come twice or overtake each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from support.services import holds, parties, rooms, supervising
from support.services.offers import room
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome
from webhooks import legs
from webhooks.client import status_of
from webhooks.parts import Parts

AGAIN_RING_S = 15
CLOCKS_S = 60  # the phone company's clock and ours differ by less
Do = Callable[[Order], Outcome]


def kinds(parts: Parts, client: Client) -> dict[str, tuple[Do, bool]]:
    """Kind of order to (how, may it be done twice?)."""
    rest = Rooms(parts, client)
    return {
        "ring_party": (rest.ring_party, False),
        "ring_again": (rest.ring_again, False),
        "hold_caller": (rest.hold_caller, True),
        "supervise_mode": (rest.supervise_mode, True),
        "dial_on": (rest.dial_on, True),
        "end_room": (rest.end_room, True),
    }


class Rooms:
    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client

    def ring_party(self, order: Order) -> Outcome:
        """Whoever is brought in. After a crash it is asked first whether somebody was rung already."""
        party_id = order.payload["party_id"]
        with self._parts.store.reading() as session:
            ring = parties.ring_details(session, party_id)
        if ring is None:
            return Done()
        if order.interrupted:
            found = self._rung_before(ring, order)
            return Done({"sid": found}) if found else GivenUp("interrupted: it may have rung")
        try:
            return self._ring(ring, party_id)
        except (TwilioException, RequestException) as error:
            found = self._rung_before(ring, order) if _is_unknown(error) else ""
            if found:
                return Done({"sid": found})
            raise

    def _ring(self, ring: parties.Ring, party_id: int) -> Outcome:
        more: dict[str, Any] = {"machine_detection": "DetectMessageEnd"} if ring.detects else {}
        return legs.ring(
            self._parts, self._client, ring.address, ring.ours, parties.RING_S,
            "party", {"party": party_id}, **more,
        )  # fmt: skip

    def _rung_before(self, ring: parties.Ring, order: Order) -> str:
        """The leg that was rung though nobody could say so, or "": young, and of no party that we know."""
        made = self._client.calls.list(to=ring.address, from_=ring.ours, limit=20)
        since = order.created_at - timedelta(seconds=CLOCKS_S)
        young = [str(call.sid) for call in made if call.date_created is None or call.date_created >= since]
        with self._parts.store.reading() as session:
            return next((sid for sid in young if parties.is_new(session, sid)), "")

    def ring_again(self, order: Order) -> Outcome:
        """An agent whose page broke off, into the room that they were in."""
        offer_id = order.payload["offer_id"]
        with self._parts.store.reading() as session:
            details = rooms.ring_again_details(session, offer_id)
        if details is None:
            return Done()
        identity, called = details
        return legs.ring(
            self._parts, self._client, f"client:{identity}", called, AGAIN_RING_S,
            "agent", {"offer": offer_id}, {"again": 1},
        )  # fmt: skip

    def hold_caller(self, order: Order) -> Outcome:
        entry_id = order.payload["entry_id"]
        with self._parts.store.reading() as session:
            wanted = holds.wanted(session, entry_id)
        if wanted is None:
            return Done()
        leg, held = wanted
        music = {"hold_url": self._parts.url("hold", entry=entry_id), "hold_method": "POST"} if held else {}
        self._update(entry_id, leg, hold=held, **music)
        return Done({"held": held})

    def supervise_mode(self, order: Order) -> Outcome:
        with self._parts.store.reading() as session:
            wanted = supervising.mode_wanted(session, order.payload["party_id"])
        if wanted is None:
            return Done()
        coached = {"call_sid_to_coach": wanted.coached} if wanted.coached else {}
        self._update(
            wanted.entry_id, wanted.leg, muted=wanted.muted, coaching=bool(wanted.coached), **coached
        )
        return Done({"mode": wanted.mode})

    def dial_on(self, order: Order) -> Outcome:
        """The caller's own leg calls the number that the agent chose."""
        url = self._parts.url("pass-on", party=order.payload["party_id"])
        return legs.redirect(self._client, order.payload["sid"], url)

    def end_room(self, order: Order) -> Outcome:
        """Whoever is in it comes for what is next; also one who was alone, so that it never began."""
        found = self._client.conferences.list(friendly_name=room(order.payload["entry"]), limit=20)
        for each in found:
            if str(each.status) != "completed":
                self._client.conferences(each.sid).update(status="completed")
        return Done()

    def _update(self, entry_id: int, leg: str, **wanted: Any) -> None:
        """Nothing when the room or the leg is gone: then there is nobody to do it to."""
        found = self._client.conferences.list(friendly_name=room(entry_id), status="in-progress", limit=1)
        if not found:
            return
        try:
            self._client.conferences(found[0].sid).participants(leg).update(**wanted)
        except TwilioRestException as error:
            if error.status not in legs.GONE:
                raise


def _is_unknown(error: Exception) -> bool:
    """It may have been done: no answer came, or one that says nothing about it."""
    if isinstance(error, TwilioException):
        status = status_of(error)
        return status >= 500 and status != 503
    return "refused" not in str(error).lower()
