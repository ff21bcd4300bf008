"""<Dial><Queue>: an agent's leg takes the front caller of a waiting line (reference 1.5)."""

from __future__ import annotations

from exchange.phones.base import Heard
from exchange.player import Player
from exchange.queues import Entry, WaitingLine, take
from exchange.twiml.parser import Element
from exchange.webhook import Goto


def take_caller(player: Player, dial: Element, noun: Element) -> dict[str, str]:
    """Until the conversation ends; the Dial fields. Raises what `leg.wait` raises."""
    office, leg = player.office, player.leg
    queue = office.directory.queue(noun.text)
    if queue is None:
        return {"DialCallStatus": "failed", "DequeueResult": "queue-not-found"}
    entry = _wait_for_somebody(player, queue, float(dial.whole("timeout", 30)), _whisper(player, noun))
    if entry is None:
        return {"DialCallStatus": "no-answer", "DequeueResult": "queue-empty", "QueueSid": queue.sid}
    assert entry.bridge is not None
    waited = int(office.clock.now() - entry.since)
    begun = office.clock.now()
    try:
        leg.wait(lambda: entry.ready or entry.leg.over)
        if entry.ready:
            entry.bridge.stay(leg, float(dial.whole("timeLimit", 14400)))
    finally:
        entry.bridge.close()
    lasted = int(office.clock.now() - begun)
    return {
        "DialCallStatus": "completed",
        "DialCallSid": entry.leg.sid,
        "DialCallDuration": str(lasted),
        "DialBridged": str(entry.ready).lower(),
        "QueueSid": queue.sid,
        "DequeueResult": "bridged" if entry.ready else "error",
        "DequeuedCallSid": entry.leg.sid,
        "DequeuedCallQueueTime": str(waited),
        "DequeuedCallDuration": str(lasted),
    }


def _wait_for_somebody(
    player: Player, queue: WaitingLine, timeout_s: float, whisper: Goto | None
) -> Entry | None:
    office, leg = player.office, player.leg
    found: list[Entry] = []

    def look() -> bool:
        entry = take(office, queue, leg, whisper) if not found else None
        found.extend([entry] if entry else [])
        return bool(found)

    with office.directory.lock:
        queue.takers.append(leg)
    try:
        if not look():
            leg.hear(Heard("ringback"))
            leg.wait(look, timeout_s)
    finally:
        with office.directory.lock:
            queue.takers.remove(leg)
    return found[0] if found else None


def _whisper(player: Player, noun: Element) -> Goto | None:
    if not noun.get("url"):
        return None
    fields = {"DequeingCallSid": player.leg.sid}
    return Goto(player.resolve(noun.get("url")), noun.get("method", "POST"), fields)
