"""News of recordings: the sound is ready, or there is none."""

from __future__ import annotations

from flask import Blueprint, Response

from support.services import calls, recordings, tapes
from webhooks import requests as asked
from webhooks.parts import Parts
from webhooks.replies import nothing

FINAL = ("completed", "absent", "failed")  # anything else is no news: the sound may still come


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_recordings", __name__, url_prefix="/twilio")

    @door.post("/recording")
    def recording() -> Response:
        news = recordings.News(
            call_sid=asked.sid(),
            seq=asked.asked("seq"),
            sid=asked.text("RecordingSid", 64),
            url=asked.text("RecordingUrl", 500),
            status=asked.text("RecordingStatus", 20),
            seconds=asked.whole("RecordingDuration"),
        )
        if news.status not in FINAL:
            return nothing()
        if asked.request.args.get("kind") == "call":
            return _of_a_conversation(parts, news)
        with parts.store.writing() as session:
            rescued = asked.request.args.get("seq") == str(recordings.RESCUED)
            if rescued and news.call_sid and not calls.language_of(session, news.call_sid):
                # Told before /rescued has written the call down: to be told again.
                return Response(status=503)
            recordings.announced(session, news, parts.clock())
        return nothing()

    return door


def _of_a_conversation(parts: Parts, news: recordings.News) -> Response:
    """Found by its SID alone: the leg may be one that we rang."""
    with parts.store.writing() as session:
        tapes.heard_of(session, asked.asked("tape"), news.sid, parts.clock())
        if recordings.is_expected(session, news.sid):
            recordings.announced(session, news, parts.clock())
    return nothing()
