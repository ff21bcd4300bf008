"""The table of TwiML against the vendor's own builders: what they can write, we can read."""

from __future__ import annotations

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from exchange.twiml.grammar import GRAMMAR, IN_QUEUE_WAIT, IN_ROOM_WAIT, IN_WHISPER, SSML, VERBS
from exchange.twiml.parser import parse


def test_every_named_child_has_a_shape() -> None:
    named = {child for shape in GRAMMAR.values() for child in shape.children} - SSML
    assert named <= GRAMMAR.keys()
    assert GRAMMAR.keys() >= VERBS | IN_QUEUE_WAIT | IN_ROOM_WAIT | IN_WHISPER


def built() -> list[VoiceResponse]:
    menu = VoiceResponse()
    gather = Gather(
        input="dtmf speech", num_digits=1, timeout=5, speech_timeout="auto", hints="a, b", language="pt-BR"
    )
    gather.say("diga", voice="Polly.Camila-Neural", language="pt-BR")
    menu.append(gather)
    menu.redirect("/again", method="POST")
    dial = Dial(action="/d", answer_on_bridge=True, record="record-from-answer-dual", time_limit=600)
    dial.number("+5511900000001", url="/w", status_callback="/s", status_callback_event="initiated answered")
    many = VoiceResponse()
    many.append(dial)
    room = VoiceResponse()
    room.dial().conference(
        "r", start_conference_on_enter=True, beep="onEnter", wait_url="", participant_label="x"
    )
    queue = VoiceResponse()
    queue.enqueue("billing", action="/left", wait_url="/wait")
    stream = VoiceResponse()
    start = stream.start()
    start.stream(url="wss://cc.example/m", track="both_tracks").parameter(name="a", value="b")
    record = VoiceResponse()
    record.record(action="/r", max_length=120, finish_on_key="#", play_beep=True, trim="do-not-trim")
    reject = VoiceResponse()
    reject.reject(reason="busy")
    return [menu, many, room, queue, stream, record, reject]


@pytest.mark.parametrize("response", built(), ids=lambda r: r.verbs[0].name)
def test_what_the_vendors_builder_writes_is_understood(response: VoiceResponse) -> None:
    assert parse(str(response))[0].name == response.verbs[0].name
