"""Numbers, clients and SIP addresses of a <Dial>: rung together or in turn, whispered to, bridged."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import calls, prompts
from exchange.bridge import Bridge
from exchange.leg import HungUp, Leg, Moved
from exchange.phones.base import Heard
from exchange.player import Player
from exchange.twiml.grammar import IN_WHISPER
from exchange.twiml.parser import Element
from exchange.verbs.callbacks import status_callback
from exchange.webhook import Failure, Goto

BAD_CALLER_ID = 13214
LOOSE_WORDS = ("no-answer", "busy", "failed", "canceled")  # which status speaks for several targets


@dataclass
class Attempt:
    """One round of ringing. The winner is who answered first."""

    parent: Leg
    winner: Leg | None = None
    bridge: Bridge | None = None
    connected: bool = False  # the winner's whisper is over


def call(player: Player, dial: Element, result: dict[str, str]) -> None:
    """Ring, bridge, and fill in the Dial fields. Raises what `leg.wait` raises."""
    nouns = list(dial.children) or [Element("Number", {}, dial.text)]
    caller = _caller_id(player, dial, nouns)
    if caller is None:
        player.office.alert(
            BAD_CALLER_ID, "callerId is not a number of this account", player.leg.sid, player.url
        )
        result["DialCallStatus"] = "failed"
        return
    rounds = [[noun] for noun in nouns] if dial.flag("sequential", False) else [nouns]
    for each in rounds:
        if _round(player, dial, each, caller, result):
            return


def _round(player: Player, dial: Element, nouns: list[Element], caller: str, result: dict[str, str]) -> bool:
    """Whether somebody answered."""
    leg = player.leg
    attempt = Attempt(leg)
    timeout = float(dial.whole("timeout", 30))
    children = [_child(player, attempt, noun, caller, timeout) for noun in nouns]
    result["DialCallSid"] = children[0].sid
    try:
        prompts.ringback(leg, lambda: attempt.winner is not None or all(c.over for c in children), timeout)
        _dismiss(children, attempt.winner, "no-answer" if attempt.winner is None else "canceled")
        if attempt.winner is not None:
            _talk(attempt, dial)
    finally:
        _dismiss(children, attempt.winner, "canceled")
        _report(attempt, children, result)
    return attempt.winner is not None


def _talk(attempt: Attempt, dial: Element) -> None:
    leg, winner, bridge = attempt.parent, attempt.winner, attempt.bridge
    assert winner is not None
    assert bridge is not None
    star: list[str] = []

    def on_key(key: str) -> None:
        if key == "*":
            star.append(key)
            bridge.close()

    try:
        leg.wait(lambda: attempt.connected or winner.over or bridge.over)
        if not attempt.connected:
            return
        leg.pick_up()
        if dial.flag("hangupOnStar", False):
            leg.on_key += (on_key,)
        bridge.stay(leg, float(dial.whole("timeLimit", 14400)))
    finally:
        leg.on_key = tuple(listener for listener in leg.on_key if listener is not on_key)
        bridge.close()
        if bridge.escaped is not winner:
            winner.end("completed")


def _dismiss(children: list[Leg], winner: Leg | None, status: str) -> None:
    for child in children:
        if child is not winner:
            child.end(status)


def _report(attempt: Attempt, children: list[Leg], result: dict[str, str]) -> None:
    winner = attempt.winner
    if winner is None:
        statuses = {child.call.status for child in children}
        result["DialCallStatus"] = next((s for s in LOOSE_WORDS if s in statuses), "failed")
        return
    result |= {
        "DialCallStatus": "completed",
        "DialCallSid": winner.sid,
        "DialBridged": str(attempt.connected).lower(),
    }
    if winner.over:
        result["DialCallDuration"] = str(winner.call.duration_s)


def _child(player: Player, attempt: Attempt, noun: Element, caller: str, timeout_s: float) -> Leg:
    callback = status_callback(player, noun)
    identity = noun.all("Identity")
    text = identity[0].text if identity else noun.text
    order = calls.Order(
        from_=caller,
        to=f"client:{text}" if noun.name == "Client" else text,
        parent=attempt.parent,
        callbacks=(callback,) if callback else (),
        parameters={p.get("name"): p.get("value") for p in noun.all("Parameter")},
    )
    child = calls.place(player.office, order)
    whisper = Goto(player.resolve(noun.get("url")), noun.get("method", "POST")) if noun.get("url") else None
    player.office.spawn(
        f"child-{child.sid[:8]}", _live, attempt, child, whisper, noun.get("sendDigits"), timeout_s
    )
    return child


def _live(attempt: Attempt, child: Leg, whisper: Goto | None, digits: str, timeout_s: float) -> None:
    """The dialled leg's own life, on its own thread."""
    office = child.office
    try:
        if not calls.ring(office, child, timeout_s + 60):  # the parent keeps the time
            return
        if not _claim(attempt, child):
            child.end("canceled")
            return
        if digits:
            child.hear(Heard("tone", digits))
        if whisper is not None and Player(office, child, IN_WHISPER, 13201).play_all(whisper) is not None:
            return
        attempt.connected = True
        attempt.parent.wake()
        assert attempt.bridge is not None
        attempt.bridge.stay(child)
    except Moved:
        # REST took this leg elsewhere: it lives on, and the parent's <Dial> is over.
        if attempt.bridge is not None:
            attempt.bridge.escaped = child
            attempt.bridge.close()
        Player(office, child).run(child.take_move())
    except (HungUp, Failure):
        pass
    finally:
        child.end("completed" if child.call.answered is not None else "failed")
        attempt.parent.wake()


def _claim(attempt: Attempt, child: Leg) -> bool:
    with child.condition:
        if attempt.winner is not None or attempt.parent.over:
            return False
        attempt.bridge = Bridge(attempt.parent, child)
        attempt.winner = child
        attempt.parent.wake()
        return True


def _caller_id(player: Player, dial: Element, nouns: list[Element]) -> str | None:
    """What the callee sees; None if it may not be shown."""
    own = player.leg.call
    given = dial.get("callerId") or own.from_
    if all(noun.name != "Number" for noun in nouns):
        return given
    allowed = given in (own.from_, own.to) or player.office.directory.number(given) is not None
    return given if allowed and not given.startswith("client:") else None
