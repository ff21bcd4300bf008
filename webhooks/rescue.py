"""When something broke: kind words in the caller's language, a note of it, and a way on."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response
from twilio.twiml.voice_response import VoiceResponse

from support.errors import NotFound
from support.services import calls, recordings
from support.store.base import Session
from webhooks import requests as asked
from webhooks import twiml
from webhooks.parts import Lifeline, Parts
from webhooks.replies import xml

WAITS_AGAIN = 3
log = structlog.get_logger()


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_rescue", __name__, url_prefix="/twilio")

    @door.post("/fallback")
    def fallback() -> Response:
        """The phone company could not use our answer, and says so with `ErrorCode`."""
        return xml(apology(parts, asked.text("ErrorCode", 8)))

    @door.post("/rescued")
    def rescued() -> Response:
        """A message was left with the apology; its recording's callback makes the ticket.

        Whatever fails here, there is no second apology: its message would lead here again, for ever.
        """
        _write_down(parts, message=asked.whole("RecordingDuration") > 0)
        return xml(twiml.empty())

    return door


def apology(parts: Parts, why: str, may_ask: bool = True) -> str:
    """The answer that needs nothing of ours to work: the database may be what failed.

    `may_ask`: False when the caller has waited for the database already and is not to wait for it again.
    """
    if asked.is_over():
        return twiml.empty()
    called = asked.called()
    line = parts.lifelines.get(called) or Lifeline(parts.language)
    if may_ask:
        line = _lifeline(parts, called, line)
        _write_down(parts, why)
    return twiml.apology(parts, line.language, line.number, called)


def learn(parts: Parts) -> None:
    """What a process must know before its first call, of numbers whose calls others may have begun."""
    with parts.store.reading() as session:
        known = calls.lifelines(session, parts.shelf)
    parts.lifelines.update({number: Lifeline(*line) for number, line in known.items()})


def wait_on(parts: Parts) -> str:
    """For a failure inside a wait, where nothing can be recorded or dialled: music, then we are asked again.

    After some times of that the caller leaves the line, and whatever answers then leads on.
    """
    response, times = VoiceResponse(), asked.asked("failed", 0)
    if asked.is_over() or not 0 <= times < WAITS_AGAIN:
        response.leave()
    else:
        response.play(f"{parts.twilio.public_url}/music/calm-10.wav")
        response.redirect(parts.url("wait", seq=asked.asked("seq"), failed=times + 1))
    return str(response)


def _lifeline(parts: Parts, called: str, known: Lifeline) -> Lifeline:
    try:
        with parts.store.reading() as session:
            language = calls.language_of(session, asked.sid()) or known.language
            return Lifeline(language, calls.fallback_number(session, parts.shelf, called))
    except Exception as error:
        log.warning("lifeline_from_memory", error=type(error).__name__)
        return known


def _write_down(parts: Parts, why: str = "", message: bool = False) -> None:
    """That there is this call, what failed in it, and that a message was left."""
    try:
        with parts.store.writing() as session:
            _adopt(parts, session)
            if message:
                recordings.rescued(session, asked.sid(), parts.clock())
            if why:
                calls.note_failure(session, asked.sid(), why, parts.clock())
    except Exception as error:
        log.warning("failure_not_noted", error=type(error).__name__)


def _adopt(parts: Parts, session: Session) -> None:
    """A call whose first request failed has no row yet, and without one its message would be nobody's."""
    sid = asked.sid()
    if sid and not calls.language_of(session, sid):
        try:
            calls.begin(session, parts.shelf, sid, asked.caller(), asked.called(), parts.clock())
        except NotFound:
            log.warning("no_flow_for_failed_call")
