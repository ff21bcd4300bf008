"""News of media streams that never reached us: the call goes on by keypad, another stream is tried."""

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
        if asked.text("StreamEvent", 20) == "stream-error" and asked.sid():
            with parts.store.writing() as session:
                attempt = asked.asked("attempt")
                hearing.refused(session, asked.sid(), attempt, "not reached", parts.clock())
        return nothing()

    return door
