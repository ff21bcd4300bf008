"""<Gather>: keys or words, with prompts that either interrupts (reference 2.3)."""

from __future__ import annotations

from collections.abc import Callable

from exchange.dispatcher import Notice
from exchange.leg import Interrupted, Leg
from exchange.player import Outcome, Player
from exchange.progress import call_fields
from exchange.twiml.parser import Element

DEFAULT_TIMEOUT_S = 5.0


def play(player: Player, element: Element) -> Outcome:
    leg = player.leg
    inputs = element.get("input", "dtmf").split()
    leg.listen("dtmf" in inputs, "speech" in inputs)
    try:
        _prompt(player, element)
        timeout = _seconds(element, "timeout", DEFAULT_TIMEOUT_S)
        leg.wait(lambda: bool(leg.keys or leg.words), timeout)
        fields = _words(player, element) if leg.words and not leg.keys else _keys(leg, element, timeout)
    finally:
        leg.listen(False, False)
    if not fields and not element.flag("actionOnEmptyResult", False):
        return None
    return player.action(element, fields, default_current=True)


def _prompt(player: Player, element: Element) -> None:
    """The nested verbs, until something is pressed or said."""
    leg = player.leg
    barge_in: Callable[[], bool] = lambda: bool(leg.keys or leg.words)  # noqa: E731
    if not element.flag("bargeIn", True):
        barge_in = lambda: False  # noqa: E731
    try:
        with leg.watch(barge_in):
            for child in element.children:
                player.office.verbs[child.name](player, child)
    except Interrupted:
        # It may have been meant for a verb around this one, such as <Enqueue>.
        if not barge_in():
            raise


def _seconds(element: Element, name: str, default: float) -> float:
    text = element.get(name, "auto")
    return default if text == "auto" else float(text)


def _keys(leg: Leg, element: Element, timeout_s: float) -> dict[str, str]:
    """Collect until the finish key, the wanted number, or a silence; {} when nothing was pressed."""
    finish = element.get("finishOnKey", "#")
    wanted = element.whole("numDigits", 1000)

    def complete() -> bool:
        return len(leg.keys) >= wanted or bool(finish and finish in leg.keys)

    seen = 0
    while not complete() and len(leg.keys) > seen:
        seen = len(leg.keys)
        before = seen
        leg.wait(lambda: complete() or len(leg.keys) > before, timeout_s)  # noqa: B023
    pressed = "".join(leg.keys)
    digits, found, _ = pressed.partition(finish) if finish else (pressed, "", "")
    if len(digits) >= wanted:
        digits, found = digits[:wanted], ""
    return {"Digits": digits, "FinishedOnKey": found} if digits else {}


def _words(player: Player, element: Element) -> dict[str, str]:
    """Everything said until the pause that ends an utterance."""
    leg = player.leg
    text, confidence = leg.words[0]
    callback = element.get("partialResultCallback")
    if callback:
        fields = call_fields(player.office, leg.call) | {
            "UnstableSpeechResult": text,
            "StableSpeechResult": "",
            "Stability": f"{confidence:.1f}",
            "SequenceNumber": "0",
        }
        method = element.get("partialResultCallbackMethod", "POST")
        player.office.dispatcher.tell(Notice(leg.sid, player.resolve(callback), method, fields))
    language = element.get("language", "en-US")
    return {"SpeechResult": text, "Confidence": str(confidence), "Language": language}
