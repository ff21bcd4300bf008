"""Orders about recordings that the phone company carries out: found, fetched, listed, removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from support.services import pipeline
from support.services.pipeline import Found
from support.sound_work import again, staged
from support.store.orders import Order
from support.store.recordings import Recording
from support.worker import Again, Done, GivenUp, Outcome
from webhooks import media
from webhooks.client import status_of
from webhooks.parts import Parts

GONE = (404, 410)
AWAY = (408, 429)
LOOKED_BACK = timedelta(days=1)
SETTLED = timedelta(minutes=3)  # news of what ended later may still be on its way
MOST = 5000  # of a list


def kinds(parts: Parts, client: Client) -> dict[str, tuple[Callable[[Order], Outcome], bool]]:
    """(how, may it be done twice?) by kind of order."""
    rest = _Rest(parts, client)
    fetch = staged(parts.store, rest.fetch)
    return {
        "find_recording": (rest.find, True),
        "fetch_recording": (fetch, True),
        "list_recordings": (rest.listed, True),
        "remove_recording": (rest.remove, True),
    }


class _Rest:
    def __init__(self, parts: Parts, client: Client) -> None:
        self._parts, self._client = parts, client

    def fetch(self, recording: Recording, order: Order) -> Outcome:
        return media.fetch(self._parts, recording.url, order.payload["name"])

    def find(self, order: Order) -> Outcome:
        """The sound of a message that was promised: the newest of its call that is nobody's yet."""
        found = self._of_order(order.payload)
        ready = [each for each in found if str(each.status) == "completed"]
        if not ready:
            return Again("not ready") if any(_is_coming(each) for each in found) else Done()
        newest = ready[0]
        return Done({"sid": newest.sid, "url": _media_url(newest), "seconds": int(newest.duration or 0)})

    def _of_order(self, payload: dict[str, Any]) -> list[Any]:
        if "sid" in payload:
            try:
                return [self._client.recordings(payload["sid"]).fetch()]
            except TwilioRestException as error:
                if status_of(error) in GONE:
                    return []
                raise
        found = self._client.recordings.list(call_sid=payload["call_sid"], limit=20)
        return self._unknown(found)

    def listed(self, _order: Order) -> Outcome:
        """What the phone company has and we never heard of, of the last day or two."""
        now = self._parts.clock()
        since = now - LOOKED_BACK
        listed = self._client.recordings.list(date_created_after=since, limit=MOST, page_size=1000)
        ready = [each for each in listed if str(each.status) == "completed" and _is_settled(each, now)]
        found = [_found(each) for each in self._unknown(ready)]
        return Done({"listed": len(listed), "unknown": len(found)}, {"found": found})

    def _unknown(self, listed: list[Any]) -> list[Any]:
        with self._parts.store.reading() as session:
            unknown = set(pipeline.unknown(session, [each.sid for each in listed]))
        return [each for each in listed if each.sid in unknown]

    def remove(self, order: Order) -> Outcome:
        try:
            self._client.recordings(order.payload["sid"]).delete()
        except TwilioRestException as error:
            status = status_of(error)
            if status in AWAY or status >= 500:
                return again(f"the phone company cannot remove its copy now ({status})")
            if status not in GONE:
                return GivenUp(f"the phone company does not remove its copy ({status})")
        except RequestException as error:
            return again(f"the phone company does not answer ({type(error).__name__})")
        return Done()


def _is_coming(recording: Any) -> bool:
    return str(recording.status) in ("in-progress", "paused", "processing", "stopped")


def _is_settled(recording: Any, now: datetime) -> bool:
    if recording.date_created is None:
        return True
    return bool(recording.date_created + timedelta(seconds=int(recording.duration or 0)) + SETTLED <= now)


def _found(recording: Any) -> Found:
    return Found(
        sid=recording.sid,
        call_sid=str(recording.call_sid or ""),
        url=_media_url(recording),
        seconds=int(recording.duration or 0),
        source=str(recording.source),
        channels=int(recording.channels or 1),
    )


def _media_url(recording: object) -> str:
    uri = str(getattr(recording, "uri", "") or "")
    return str(getattr(recording, "media_url", "") or "https://api.twilio.com" + uri.removesuffix(".json"))
