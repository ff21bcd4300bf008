"""Text messages: theirs to us, and how ours fared."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.messaging_response import MessagingResponse

from support.services import correspondence, messages
from webhooks import requests as asked
from webhooks.parts import Parts
from webhooks.replies import nothing, xml


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_sms", __name__, url_prefix="/twilio")

    @door.post("/sms")
    def sms() -> Response:
        with parts.store.writing() as session:
            correspondence.heard(session, _incoming(), parts.clock())
        return xml(str(MessagingResponse()))

    @door.post("/message-status")
    def message_status() -> Response:
        with parts.store.writing() as session:
            messages.progressed(
                session,
                asked.text("MessageSid", 64),
                asked.text("MessageStatus", 20),
                parts.clock(),
                asked.text("ErrorCode", 10),
                asked.asked("message"),
            )
        return nothing()

    return door


def _incoming() -> messages.Incoming:
    return messages.Incoming(
        asked.text("MessageSid", 64),
        asked.caller() or asked.text("From", 64),
        asked.called(),
        asked.text("Body", 1600),
        max(0, asked.whole("NumMedia")),
        asked.text("OptOutType", 10),
    )
