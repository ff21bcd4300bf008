"""Stages of recordings as tests play them: what an order brought is settled, as a worker would."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from support.services import pipeline, recordings
from support.services.recordings import News
from support.store import recordings as store
from support.store.orders import Order
from tests.support.centre import VOICEMAIL, Centre

SOUND = {"size": 9000, "sha256": "f" * 64}
PROCESSED: dict[str, Any] = {
    **SOUND, "copy": "", "seconds": 11.6, "channels": 1, "speech_s": 8.0, "peaks": [[1, 2, 3]],
}  # fmt: skip


def news(seq: int, status: str = "completed", sid: str = "RE1", call: str = "CA1") -> News:
    return News(call, seq, sid, f"https://api.twilio.com/{sid}", status, 12)


def left(centre: Centre, sid: str = "CA1", recording: str = "RE1") -> int:
    """A message whose sound is announced; its number."""
    seq = centre.reach(VOICEMAIL, sid).seq
    centre.do(recordings.announced, news(seq, sid=recording, call=sid), centre.now)
    with centre.store.reading() as session:
        found = store.recording_by_sid(session, recording)
    assert found
    return found.id


def row(centre: Centre, recording_id: int = 1) -> store.Recording:
    with centre.store.reading() as session:
        found = store.recording(session, recording_id)
    assert found
    return found


def order(centre: Centre, kind: str) -> Order:
    """The last of its kind."""
    with centre.store.reading() as session:
        found = session.scalars(select(Order).where(Order.kind == kind).order_by(Order.id.desc())).first()
    assert found, kind
    return found


def stage(centre: Centre, name: str, **result: Any) -> None:
    """The newest order of this stage is done."""
    wanted = order(centre, f"{name}_recording")
    if name in ("fetch", "process"):
        result = {"name": wanted.payload["name"]} | result
    centre.do(pipeline.done, wanted, result, centre.now)


def through(centre: Centre, until: str = "file", lines: Any = (), speech_s: float = 8.0) -> None:
    """Every stage up to this one, without trouble."""
    results: dict[str, dict[str, Any]] = {
        "fetch": SOUND,
        "check": {"seconds": 12.4, "channels": 1},
        "process": PROCESSED | {"speech_s": speech_s},
        "transcribe": {"lines": lines, "note": ""},
        "file": {"category": ""},
    }
    for name, result in results.items():
        stage(centre, name, **result)
        if name == until:
            return
