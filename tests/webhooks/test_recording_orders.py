"""What the phone company does with recordings for us: found, fetched, listed, removed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from recordings.storage import Storage
from support.services import pipeline, recordings
from support.services.recordings import News
from support.store.orders import Order
from support.store.recordings import Recording
from support.worker import Again, CarryOut, Done, GivenUp
from tests.webhooks.door import NOON, SID, Door
from webhooks.recording_orders import kinds

URL = "https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/RE1"


@dataclass
class Listed:
    sid: str = "RE1"
    call_sid: str = SID
    status: str = "completed"
    duration: str | None = "12"
    channels: int = 1
    source: str = "RecordVerb"
    date_created: datetime | None = NOON
    media_url: str | None = None
    uri: str = "/2010-04-01/Accounts/AC/Recordings/RE1.json"


@dataclass
class Library:
    """The phone company's recordings; each answer may be an error instead."""

    there: list[Listed] = field(default_factory=list)
    error: Exception | None = None
    asked: list[Any] = field(default_factory=list)

    @property
    def recordings(self) -> Library:
        return self

    def list(self, **wanted: Any) -> list[Listed]:
        self._note(wanted)
        return self.there

    def __call__(self, sid: str) -> Any:
        library = self

        class One:
            def fetch(self) -> Listed:
                library._note(("fetch", sid))
                found = [each for each in library.there if each.sid == sid]
                if not found:
                    raise refusal(404)
                return found[0]

            def delete(self) -> bool:
                library._note(("delete", sid))
                return True

        return One()

    def _note(self, asked: Any) -> None:
        self.asked.append(asked)
        if self.error:
            raise self.error


def refusal(status: int) -> TwilioRestException:
    return TwilioRestException(status, "/", "", 20404)


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def orders(door: Door, library: Library, tmp_path: Path) -> dict[str, CarryOut]:
    client: Any = library
    parts = replace(door.parts, sounds=Storage(str(tmp_path)))
    return {kind: do for kind, (do, _) in kinds(parts, client).items()}


def order(kind: str, attempts: int = 1, **payload: Any) -> Order:
    return Order(kind=kind, payload=payload, attempts=attempts, created_at=NOON)


def known(door: Door, sid: str) -> None:
    """A message of this call is announced."""
    door.reach("3")
    with door.store.writing() as session:
        recordings.announced(session, News(SID, door.seq(), sid, URL, "completed", 9), door.now)


# --- found -------------------------------------------------------------------------------------------


def test_a_message_that_was_never_announced(orders: dict[str, CarryOut], library: Library) -> None:
    look = order("find_recording", call_sid=SID, seq=2)
    find = orders["find_recording"]
    assert find(look) == Done(), "there is none"
    library.there = [Listed(status="processing")]
    assert find(look) == Again("not ready")
    library.there = [Listed(sid="RE0", status="processing"), Listed(duration=None)]
    assert find(look) == Done({"sid": "RE1", "url": URL, "seconds": 0})
    library.there = [Listed(media_url="https://media.example/RE1")]
    assert find(look) == Done({"sid": "RE1", "url": "https://media.example/RE1", "seconds": 12})


def test_another_message_of_the_same_call_is_not_taken_for_it(
    door: Door, orders: dict[str, CarryOut], library: Library
) -> None:
    known(door, "RE1")
    library.there = [Listed()]
    assert orders["find_recording"](order("find_recording", call_sid=SID, seq=9)) == Done()


def test_a_conversation_s_sound_is_asked_for_by_its_name(
    orders: dict[str, CarryOut], library: Library
) -> None:
    look = order("find_recording", call_sid=SID, seq=-2, sid="RE1")
    assert orders["find_recording"](look) == Done()
    library.there = [Listed()]
    assert orders["find_recording"](look) == Done({"sid": "RE1", "url": URL, "seconds": 12})
    library.error = refusal(500)
    with pytest.raises(TwilioRestException):
        orders["find_recording"](look)


# --- fetched -----------------------------------------------------------------------------------------


def test_a_sound_is_fetched_only_while_it_is_waited_for(door: Door, orders: dict[str, CarryOut]) -> None:
    known(door, "RE1")
    wanted = door.orders("fetch_recording")[0]
    with door.store.writing() as session:
        pipeline.given_up(session, wanted, "no", door.now)
        session.get_one(Recording, 1).stage = "check"
    assert orders["fetch_recording"](wanted) == Done()


def test_a_try_that_failed_is_seen_on_the_row(door: Door, orders: dict[str, CarryOut]) -> None:
    known(door, "RE1")
    with door.store.writing() as session:
        session.get_one(Recording, 1).url = "https://evil.example/RE1"
    wanted = door.orders("fetch_recording")[0]
    assert isinstance(orders["fetch_recording"](wanted), GivenUp)


# --- listed ------------------------------------------------------------------------------------------


def test_the_list_brings_what_we_never_heard_of(
    door: Door, orders: dict[str, CarryOut], library: Library
) -> None:
    known(door, "RE1")
    door.later(3600)
    late = door.now
    library.there = [
        Listed(),
        Listed(sid="RE2"),
        Listed(sid="RE3", status="processing"),
        Listed(sid="RE4", date_created=late),  # its news are still on their way
        Listed(sid="RE5", date_created=None),
    ]
    outcome = orders["list_recordings"](order("list_recordings"))
    assert isinstance(outcome, Done)
    assert outcome.result == {"listed": 5, "unknown": 2}
    assert [each.sid for each in outcome.aside["found"]] == ["RE2", "RE5"]
    assert library.asked[0]["date_created_after"] == late - timedelta(days=1)


# --- removed -----------------------------------------------------------------------------------------


def test_a_copy_is_removed(orders: dict[str, CarryOut], library: Library) -> None:
    remove = order("remove_recording", recording_id=1, sid="RE1")
    assert orders["remove_recording"](remove) == Done()
    assert library.asked == [("delete", "RE1")]
    library.error = refusal(404)
    assert orders["remove_recording"](remove) == Done(), "it was gone"


@pytest.mark.parametrize("error", [refusal(429), refusal(503), requests.ConnectionError("refused")])
def test_a_copy_that_cannot_be_removed_now(
    orders: dict[str, CarryOut], library: Library, error: Exception
) -> None:
    library.error = error
    outcome = orders["remove_recording"](order("remove_recording", recording_id=1, sid="RE1"))
    assert isinstance(outcome, Again)
    assert outcome.tries == 20


def test_a_copy_that_we_may_not_remove(orders: dict[str, CarryOut], library: Library) -> None:
    library.error = refusal(403)
    outcome = orders["remove_recording"](order("remove_recording", recording_id=1, sid="RE1"))
    assert outcome == GivenUp("the phone company does not remove its copy (403)")
