"""Turns the engine's actions into TwiML. Words in, XML out; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import Enqueue as EnqueueVerb
from twilio.twiml.voice_response import Start, VoiceResponse

from flows.phrases import phrase
from ivr.actions import (
    Action,
    Collect,
    Dial,
    Enqueue,
    Fetch,
    HangUp,
    LeaveQueue,
    Listen,
    Record,
    Say,
)
from support.services.calls import Reply
from webhooks import stream_token
from webhooks.asking import question as _question
from webhooks.parts import Parts
from webhooks.saying import LONGEST_SAY, say

MAX_BYTES = 64 * 1024  # of one document (11750)
FETCH_POLL_S = 1
HUSH_POLL_S = 1
RECORDING_EVENTS = "completed absent"
Add = Callable[[VoiceResponse, Any, Reply, Parts], None]


def render(reply: Reply, parts: Parts) -> str:
    """A document that fits: when there is too much to say, every sentence is cut short alike."""
    document, longest = _document(reply, parts), LONGEST_SAY
    while len(document.encode()) > MAX_BYTES and longest > 1:
        longest //= 2
        shorter = tuple(_shortened(action, longest) for action in reply.actions)
        document = _document(replace(reply, actions=shorter), parts)
    return document


def _document(reply: Reply, parts: Parts) -> str:
    response = VoiceResponse()
    if reply.stream:
        start_stream(response, parts, reply.sid, reply.stream)
    for action in reply.actions:
        _ADD[type(action)](response, action, reply, parts)
    return str(response)


def _shortened(action: Action, longest: int) -> Action:
    if isinstance(action, Say):
        return replace(action, text=action.text[:longest])
    if isinstance(action, Listen | Collect):
        shorter = _all_shortened(action.keys_only, longest)
        return replace(action, prompts=_all_shortened(action.prompts, longest), keys_only=shorter)
    if isinstance(action, Record):
        return replace(action, prompts=_all_shortened(action.prompts, longest))
    return action


def _all_shortened(prompts: tuple[Say, ...], longest: int) -> tuple[Say, ...]:
    return tuple(replace(prompt, text=prompt.text[:longest]) for prompt in prompts)


def empty() -> str:
    return str(VoiceResponse())


def in_a_moment(parts: Parts) -> str:
    """What is to be asked may not be recorded, and the recording still runs: the call comes back for it."""
    response = VoiceResponse()
    response.pause(length=HUSH_POLL_S)
    response.redirect(parts.url("next"))
    return str(response)


def apology(parts: Parts, language: str, number: str = "", caller_id: str = "") -> str:
    """When nothing else works: kind words, then somebody's phone, or at least a message that is kept."""
    response = VoiceResponse()
    response.say(phrase("apology", language), language=language)
    if number:
        dial = DialVerb(timeout=30, **({"caller_id": caller_id} if caller_id else {}))
        dial.number(number)
        response.append(dial)
    response.say(phrase("voicemail_prompt", language), language=language)
    _record(response, parts, "rescued", 120, seq=-1)
    return str(response)


def not_in_service(language: str) -> str:
    response = VoiceResponse()
    response.say(phrase("not_in_service", language), language=language)
    response.hangup()
    return str(response)


def start_stream(response: VoiceResponse, parts: Parts, leg_sid: str, attempt: int) -> None:
    """The caller's sound to our ears, beside whatever the document says."""
    start = Start()
    stream = start.stream(
        url=parts.twilio.stream_url,
        name=stream_token.name(attempt),
        track="inbound_track",
        status_callback=parts.notification_url("stream", attempt=attempt),
    )
    stream.parameter(name="token", value=stream_token.make(parts.secret, leg_sid, attempt))
    response.append(start)


def _say(response: VoiceResponse, action: Say, _reply: Reply, _parts: Parts) -> None:
    say(response, (action,))


def _listen(response: VoiceResponse, action: Listen, reply: Reply, parts: Parts) -> None:
    # No finish key, so that # and * are answers like any other key.
    _question(response, action, reply, parts, keypad=action.keypad, num_digits=1, finish_on_key="")


def _collect(response: VoiceResponse, action: Collect, reply: Reply, parts: Parts) -> None:
    digits = {"num_digits": action.max_digits, "finish_on_key": action.finish}
    _question(response, action, reply, parts, keypad=True, **digits)


def quiet(reply: Reply, timeout_s: int = 0) -> Reply:
    """The question alone, its prompt over or interrupted; another silence when one is given."""

    def hushed(action: Listen | Collect) -> Listen | Collect:
        return replace(action, prompts=(), keys_only=(), timeout_s=timeout_s or action.timeout_s)

    asked = [action for action in reply.actions if isinstance(action, Listen | Collect)]
    return replace(reply, actions=tuple(map(hushed, asked)) or reply.actions, stream=0)


def back_in_line(reply: Reply) -> Reply:
    """For somebody who has been in the line: what was said on the way in is not said again."""
    waits = any(isinstance(action, Enqueue) for action in reply.actions)
    kept = tuple(action for action in reply.actions if not isinstance(action, Say))
    return replace(reply, actions=kept) if waits else reply


def _record_action(response: VoiceResponse, action: Record, _reply: Reply, parts: Parts) -> None:
    say(response, action.prompts)
    _record(response, parts, "recorded", action.max_s, seq=action.seq)


def _record(response: VoiceResponse, parts: Parts, path: str, max_s: int, seq: int) -> None:
    response.record(
        action=parts.url(path, seq=seq),
        max_length=max_s,
        timeout=5,
        finish_on_key="#",
        recording_status_callback=parts.notification_url("recording", seq=seq),
        recording_status_callback_event=RECORDING_EVENTS,
    )


def _enqueue(response: VoiceResponse, action: Enqueue, _reply: Reply, parts: Parts) -> None:
    verb = EnqueueVerb(
        name=action.queue,
        action=parts.url("queue-left", seq=action.seq),
        wait_url=parts.url("wait", seq=action.seq),
    )
    response.append(verb)


def _dial(response: VoiceResponse, action: Dial, reply: Reply, parts: Parts) -> None:
    verb = DialVerb(
        action=parts.url("dialed", seq=action.seq),
        timeout=max(5, min(action.timeout_s, 600)),
        caller_id=reply.called,
    )
    if action.number.startswith("sip:"):
        verb.sip(action.number)
    else:
        verb.number(action.number)
    response.append(verb)


def _fetch(response: VoiceResponse, action: Fetch, _reply: Reply, parts: Parts) -> None:
    """A worker fetches; the call comes back every second to ask for the answer."""
    response.pause(length=FETCH_POLL_S)
    response.redirect(parts.url("fetched", seq=action.seq))


def _leave(response: VoiceResponse, _action: LeaveQueue, _reply: Reply, _parts: Parts) -> None:
    response.leave()


def _hang_up(response: VoiceResponse, _action: HangUp, _reply: Reply, _parts: Parts) -> None:
    response.hangup()


_ADD: dict[type[Action], Add] = {
    Say: _say,
    Listen: _listen,
    Collect: _collect,
    Record: _record_action,
    Enqueue: _enqueue,
    Dial: _dial,
    Fetch: _fetch,
    LeaveQueue: _leave,
    HangUp: _hang_up,
}
