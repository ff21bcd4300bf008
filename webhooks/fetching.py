"""The call comes back every second to ask whether a flow's HTTP request was answered."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import VoiceResponse

from ivr.events import FetchAnswered
from support.services import fetches
from webhooks import requests as asked
from webhooks.calls import next_reply
from webhooks.parts import Parts
from webhooks.replies import xml
from webhooks.twiml import FETCH_POLL_S


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_fetching", __name__, url_prefix="/twilio")

    @door.post("/fetched")
    def fetched() -> Response:
        seq = asked.asked("seq")
        with parts.store.reading() as session:
            found = fetches.answer(session, asked.sid(), seq, parts.clock())
        if found is None and not asked.is_over():
            return xml(_ask_again(parts, seq))
        return xml(next_reply(parts, found or FetchAnswered(seq, ok=False, reason="call ended")))

    return door


def _ask_again(parts: Parts, seq: int) -> str:
    response = VoiceResponse()
    response.pause(length=FETCH_POLL_S)
    response.redirect(parts.url("fetched", seq=seq))
    return str(response)
