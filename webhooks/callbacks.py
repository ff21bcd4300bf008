"""What the customer's own telephone hears when we call back and they do not come into the room."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from flows import callback_messages
from ivr.actions import Say
from support.services.dialling import Picked
from webhooks.parts import Parts
from webhooks.saying import say

GREETING_OVER_S = 1  # detection tells that the greeting has ended when the beep may still sound


def document(parts: Parts, picked: Picked) -> str:
    """A message for a machine, an apology for a person; then the line is free again."""
    language, ticket = picked.language or parts.language, str(picked.ticket or "")
    response = VoiceResponse()
    if picked.action == "message":
        response.pause(length=GREETING_OVER_S)
        name = "again" if picked.is_tried_again else "last"
        own = picked.message and callback_messages.filled(picked.message, picked.title, ticket)
        text = own or callback_messages.sentence(name, language, picked.title, ticket)
    else:
        text = callback_messages.sentence("sorry", language, picked.title, ticket)
    say(response, [Say(text, language, picked.voice)])
    response.hangup()
    return str(response)
