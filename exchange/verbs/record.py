"""<Record>: a message, until a key, a silence, the longest time, or hang-up (reference 2.2)."""

from __future__ import annotations

from exchange import prompts
from exchange.audio import mulaw, tones
from exchange.leg import HungUp, Interrupted, Leg
from exchange.phones.base import Heard
from exchange.player import Outcome, Player
from exchange.recorder import QUIET, Recorder, Wanted, record_leg
from exchange.twiml.parser import Element
from exchange.verbs.callbacks import recording_callback
from exchange.webhook import inform

ANY_KEY = "1234567890*#"


def play(player: Player, element: Element) -> Outcome:
    leg = player.leg
    if "action" not in element.attributes and not player.url:
        raise player.failure(11100, "<Record> in inline TwiML needs an action")
    if element.flag("playBeep", True):
        prompts.tone(leg, tones.beep(), "beep")
    callback = recording_callback(player, element)
    wanted = Wanted(
        "RecordVerb", track="inbound", trim=element.get("trim") != "do-not-trim", callback=callback
    )
    leg.listen(True, False)
    recorder = record_leg(player.office, leg, wanted)
    try:
        key = _until_done(leg, element)
    except HungUp:
        fields = _fields(recorder, "hangup")
        inform(player.office, leg.call, player.action(element, fields, default_current=True), leg.cookies)
        raise
    finally:
        leg.listen(False, False)
        recorder.stop()
    return player.action(element, _fields(recorder, key), default_current=True)


def _until_done(leg: Leg, element: Element) -> str:
    """The key that ended it, "" if none did."""
    finish = element.get("finishOnKey", ANY_KEY)
    clock = leg.office.clock
    silence_s = float(element.whole("timeout", 5))
    ends = clock.now() + element.whole("maxLength", 3600)
    last_sound = [clock.now()]

    def listen(frame: bytes) -> None:
        if mulaw.loudness(frame) > QUIET:
            last_sound[0] = clock.now()

    untap = leg.tap(inbound=listen)
    leg.hear(Heard("recording"))
    try:
        with leg.watch(lambda: any(key in finish for key in leg.keys)):
            while clock.now() < ends:
                quiet_at = last_sound[0] + silence_s if silence_s else ends
                if clock.now() >= quiet_at:
                    return ""
                leg.rest(max(0.01, min(quiet_at, ends) - clock.now()))
    except Interrupted:
        return next(key for key in leg.keys if key in finish)
    finally:
        untap()
    return ""


def _fields(recorder: Recorder, digits: str) -> dict[str, str]:
    recorder.stop()
    return recorder.fields() | {"Digits": digits}
