"""The waiting caller: what they hear, keys they press, and how they leave the line."""

from __future__ import annotations

from typing import TypeVar

import structlog
from flask import Blueprint, Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.phrases import phrase
from flows.values import words_in
from ivr.actions import Enqueue, LeaveQueue, Say
from ivr.events import QueueKeyPressed, QueueLeft, QueueResult
from speech.music import LONGEST_S, NAMES, SHORTEST_S
from support.errors import NotFound
from support.rules.waiting import spoken_minutes
from support.services import callback_offers, calls, queues
from webhooks import requests as asked
from webhooks import twiml
from webhooks.calls import next_reply
from webhooks.parts import Parts
from webhooks.replies import xml
from webhooks.rooms import again
from webhooks.saying import say

Wish = TypeVar("Wish")
log = structlog.get_logger()

# What `<Enqueue action>` reports. Those of `_MOVED` say that somebody else moved the call: its new document
# is running already, and this reply is not executed. Anything unheard of leads on like an error.
_RESULTS: dict[str, QueueResult] = {
    "leave": "leave",
    "queue-full": "full",
    "error": "error",
    "system-error": "error",
}
_MOVED = ("bridged", "bridging-in-process", "hangup", "redirected", "redirected-from-bridged")


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_waiting", __name__, url_prefix="/twilio")

    @door.post("/wait")
    def wait() -> Response:
        with parts.store.reading() as session:
            place = queues.place(session, asked.sid(), parts.clock())
            wanted = calls.asked(session, asked.sid(), Enqueue)
        if place is None or wanted is None or place.is_over:
            return xml(_leave())
        if wanted.calls_back and place.waited_s >= wanted.offers[0][1]:
            _note_offer(parts, wanted.calls_back)
        return xml(wait_document(parts, wanted, place))

    @door.post("/wait-key")
    def wait_key() -> Response:
        key, sid, seq = asked.text("Digits", 1), asked.sid(), asked.asked("seq")
        try:
            with parts.store.writing() as session:
                place = queues.place(session, sid, parts.clock())
                waited = place.waited_s if place else 0
                wanted = calls.asked(session, sid, Enqueue)
                event = QueueKeyPressed(seq, key, waited)
                reply = calls.turn(session, parts.shelf, sid, event, parts.clock())
        except NotFound:
            return xml(_leave())
        leaves = any(isinstance(action, LeaveQueue) for action in reply.actions)
        if leaves and wanted and wanted.calls_back and key == wanted.offers[0][0]:
            _note_offer(parts, wanted.calls_back)  # whoever takes it before it is said was offered it, too
        return xml(_leave() if leaves else _stay(parts, seq))

    @door.post("/queue-left")
    def queue_left() -> Response:
        with parts.store.reading() as session:
            result = _result(queues.is_timing_out(session, asked.sid()))
            is_past = queues.is_past(session, asked.sid(), asked.asked("entry"))
        if is_past and not asked.is_over():
            return xml(again(parts))  # of a stay that ended otherwise: transferred, or back in line
        if result is None and not asked.is_over():
            return xml(twiml.empty())
        event = QueueLeft(asked.asked("seq"), result or "hangup", asked.whole("QueueTime"))
        return xml(next_reply(parts, event))

    return door


def _note_offer(parts: Parts, queue: str) -> None:
    """That this queue offers the caller a callback."""
    try:
        with parts.store.reading() as session:
            if callback_offers.is_noted(session, asked.sid(), queue):
                return
        with parts.store.writing() as session:
            callback_offers.note(session, asked.sid(), queue, parts.clock())
    except Exception as error:
        # A figure is not worth a caller's place in the line; the next document notes it.
        log.error("callback_offer_not_noted", call=asked.sid(), error=type(error).__name__)


def _result(timing_out: bool) -> QueueResult | None:
    """Our own address says `result` when we moved the caller; else Twilio's word counts."""
    ours = asked.request.args.get("result", "")
    if ours in ("answered", "timeout"):
        return "answered" if ours == "answered" else "timeout"
    told = asked.text("QueueResult", 40)
    result = _RESULTS.get(told, None if told in _MOVED else "error")
    return "timeout" if result == "leave" and timing_out else result


def wait_document(parts: Parts, wanted: Enqueue, place: queues.Place) -> str:
    """Position, wait and offers, then music until it is asked for again."""
    response = VoiceResponse()
    offers = [(key, sentence) for key, after, sentence in wanted.offers if place.waited_s >= after]
    prompts = [Say(text, wanted.language, wanted.voice) for text in _sentences(wanted, place, offers)]
    name = _of_line(wanted.music, place.line.music, wanted, place) or NAMES[0]
    music = f"{parts.twilio.public_url}/music/{name}-{_music_s(wanted, place.waited_s)}.wav"
    if wanted.offers:
        gather = Gather(
            action=parts.url("wait-key", seq=wanted.seq), num_digits=1, timeout=1, finish_on_key=""
        )
        say(gather, prompts)
        gather.play(music)
        response.append(gather)
    else:
        say(response, prompts)
        response.play(music)
    return str(response)


def _music_s(wanted: Enqueue, waited_s: int) -> int:
    """Until the sentences are due again, or the next offer is."""
    to_come = (after - waited_s for _, after, _ in wanted.offers if after > waited_s)
    return max(SHORTEST_S, min(wanted.every_s, LONGEST_S, *to_come))


def _sentences(wanted: Enqueue, place: queues.Place, offers: list[tuple[str, str]]) -> list[str]:
    said = []
    announce = _of_line(wanted.announce, place.line.announce, wanted, place) or ()
    if "position" in announce:
        name = "queue_next" if place.ahead == 0 else "queue_position"
        said.append(phrase(name, wanted.language, position=place.ahead + 1))
    if "wait" in announce and place.estimate_s is not None:
        said.append(phrase("queue_wait", wanted.language, minutes=spoken_minutes(place.estimate_s)))
    sentence = _of_line(wanted.sentence, words_in(place.line.say or {}, wanted.language), wanted, place)
    if sentence:
        said.append(_filled(sentence, place))
    return said + [sentence for _, sentence in offers]


def _of_line(step: Wish, line: Wish, wanted: Enqueue, place: queues.Place) -> Wish:
    """The step's own wish goes before the queue's, unless the caller has been moved to another queue."""
    was_moved = place.queue not in ("", wanted.queue)
    is_said = step is not None and step != ""
    return (line or step) if was_moved or not is_said else step


def _filled(sentence: str, place: queues.Place) -> str:
    """The author's own words, with what only the line knows; an unknown wait is left out of them."""
    minutes = "" if place.estimate_s is None else str(spoken_minutes(place.estimate_s))
    return sentence.replace("{queue.position}", str(place.ahead + 1)).replace("{queue.wait}", minutes)


def _stay(parts: Parts, seq: int) -> str:
    """A key that means nothing here: go on waiting."""
    response = VoiceResponse()
    response.redirect(parts.url("wait", seq=seq))
    return str(response)


def _leave() -> str:
    response = VoiceResponse()
    response.leave()
    return str(response)
