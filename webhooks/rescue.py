"""When something broke: kind words in the caller's language, a note of it, and a way on."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response

from support.services import calls
from webhooks import requests as asked
from webhooks import twiml
from webhooks.parts import Parts
from webhooks.replies import xml

log = structlog.get_logger()


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_rescue", __name__, url_prefix="/twilio")

    @door.post("/fallback")
    def fallback() -> Response:
        """The phone company could not use our answer, and says so with `ErrorCode`."""
        return xml(apology(parts, asked.text("ErrorCode", 8)))

    @door.post("/rescued")
    def rescued() -> Response:
        """A message was left with the fallback; its recording's callback makes the ticket."""
        return xml(twiml.empty())

    return door


def apology(parts: Parts, why: str) -> str:
    """The answer that needs nothing of ours to work: the database may be what failed."""
    number, language = "", parts.language
    try:
        with parts.store.writing() as session:
            calls.note(session, asked.sid(), "failed", parts.clock(), why=why)
            number = calls.fallback_number(session, parts.shelf, asked.called())
            language = calls.language_of(session, asked.sid()) or language
    except Exception as error:
        log.warning("failure_not_noted", error=type(error).__name__)
    return twiml.apology(parts, language, number, asked.called())
