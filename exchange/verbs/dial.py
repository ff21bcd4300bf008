"""<Dial>: connects the leg with a number, client, SIP address, conference or queue (reference 2.4)."""

from __future__ import annotations

from exchange.leg import HungUp, Moved
from exchange.player import Outcome, Player
from exchange.recorder import Recorder, Wanted, record_leg
from exchange.twiml.parser import Element
from exchange.verbs import conference, dial_queue, dial_targets
from exchange.verbs.callbacks import recording_callback
from exchange.webhook import inform


def play(player: Player, element: Element) -> Outcome:
    leg = player.leg
    result: dict[str, str] = {}
    recorder = _recorder(player, element)
    try:
        _connect(player, element, result)
    except (HungUp, Moved):
        _stop(recorder, result)
        result.setdefault("DialCallStatus", "canceled")
        inform(player.office, leg.call, player.action(element, result), leg.cookies)
        raise
    finally:
        _stop(recorder, result)
    return player.action(element, result)


def _connect(player: Player, element: Element, result: dict[str, str]) -> None:
    """Fill in what the action is told; a result is kept even when the leg goes."""
    conferences, queues = element.all("Conference"), element.all("Queue")
    if conferences:
        player.leg.pick_up()
        result["DialCallStatus"] = "answered"
        result.update(conference.join(player, conferences[0]))
    elif queues:
        player.leg.pick_up()
        result.update(dial_queue.take_caller(player, element, queues[0]))
    else:
        dial_targets.call(player, element, result)


def _recorder(player: Player, element: Element) -> Recorder | None:
    how = element.get("record", "do-not-record")
    if how in ("do-not-record", "false"):
        return None
    wanted = Wanted(
        "DialVerb",
        channels=2 if how.endswith("dual") else 1,
        track=element.get("recordingTrack", "both"),
        trim=element.get("trim") == "trim-silence",
        callback=recording_callback(player, element),
    )
    return record_leg(player.office, player.leg, wanted)


def _stop(recorder: Recorder | None, result: dict[str, str]) -> None:
    if recorder is not None:
        recorder.stop()
        result |= recorder.fields()
