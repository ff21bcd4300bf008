"""News of media streams that did not reach us, or are over: whoever served one may be gone without a word."""

from __future__ import annotations

from flask import Blueprint, Response

from support.services import hearing
from webhooks import requests as asked
from webhooks.parts import Parts
from webhooks.replies import nothing


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_streams", __name__, url_prefix="/twilio")

    @door.post("/stream")
    def stream() -> Response:
        news, attempt, now = asked.text("StreamEvent", 20), asked.asked("attempt"), parts.clock()
        if news == "stream-error":
            with parts.store.writing() as session:
                hearing.refused(session, asked.sid(), attempt, "not reached", now)
        elif news == "stream-stopped":
            with parts.store.writing() as session:
                hearing.told_over(session, asked.sid(), attempt, now)
        return nothing()

    return door
