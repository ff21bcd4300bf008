"""<Enqueue>: a leg waits in line, hears its wait document over and over, is taken out (reference 1.7)."""

from __future__ import annotations

from exchange import prompts
from exchange.leg import HungUp, Interrupted, Moved
from exchange.player import Leave, Outcome, Player
from exchange.queues import DEFAULT_SIZE, Entry, WaitingLine, join, open_queue
from exchange.twiml.grammar import IN_QUEUE_WAIT, IN_WHISPER
from exchange.twiml.parser import Element
from exchange.webhook import Failure, Goto, inform

SHORTEST_LOOP_S = 1.0  # between two requests for the wait document, however short it is


def play(player: Player, element: Element) -> Outcome:
    office, leg = player.office, player.leg
    queue = open_queue(office, element.text, element.whole("maxQueueSize", DEFAULT_SIZE))
    entry = join(office, queue, leg)
    if entry is None:
        return player.action(element, {"QueueResult": "queue-full"})
    fields = {"QueueSid": queue.sid}
    try:
        fields["QueueResult"] = _wait_and_talk(player, element, queue, entry)
    except HungUp:
        _gone(player, element, queue, entry, "hangup")
        raise
    except Moved:
        _gone(player, element, queue, entry, "redirected-from-bridged" if entry.ready else "redirected")
        raise
    except Failure:
        fields["QueueResult"] = "error"
    _out(player, queue, entry)
    fields["QueueTime"] = str(_waited(player, entry))
    return player.action(element, fields)


def _wait_and_talk(player: Player, element: Element, queue: WaitingLine, entry: Entry) -> str:
    try:
        with player.leg.watch(lambda: entry.agent is not None):
            left = _wait(player, element, queue, entry)
    except Interrupted:
        return _talk(player, entry)
    if left.how == "hangup":
        player.leg.end("completed")
        player.leg.check()
    return "leave"


def _wait(player: Player, element: Element, queue: WaitingLine, entry: Entry) -> Leave:
    leg, clock = player.leg, player.office.clock
    if "waitUrl" not in element.attributes:
        prompts.music(leg)
    url = element.get("waitUrl")
    while not url:
        leg.rest(3600)
    inner = player.nested(IN_QUEUE_WAIT, 12200)
    while True:
        begun = clock.now()
        fields = _numbers(player, queue, entry)
        goto = Goto(player.resolve(url), element.get("waitUrlMethod", "POST"), fields)
        left = inner.play_all(goto)
        if left is not None:
            return left
        leg.rest(max(0.0, begun + SHORTEST_LOOP_S - clock.now()))


def _numbers(player: Player, queue: WaitingLine, entry: Entry) -> dict[str, str]:
    with player.office.directory.lock:
        return {
            "QueueSid": queue.sid,
            "QueuePosition": str(queue.position(entry) if entry in queue.entries else 0),
            "QueueTime": str(_waited(player, entry)),
            "AvgQueueTime": str(queue.average_wait_s),
            "CurrentQueueSize": str(len(queue.entries)),
            "MaxQueueSize": str(queue.max_size),
        }


def _talk(player: Player, entry: Entry) -> str:
    """An agent took the call: whisper to the caller, then the bridge."""
    assert entry.bridge is not None
    if entry.whisper is not None:
        player.nested(IN_WHISPER, 13201).play_all(entry.whisper)
    entry.ready = True
    assert entry.agent is not None
    entry.agent.wake()
    entry.bridge.stay(player.leg)
    return "bridged"


def _gone(player: Player, element: Element, queue: WaitingLine, entry: Entry, result: str) -> None:
    """The leg is away; its action is told, its answer not executed."""
    _out(player, queue, entry)
    if entry.ready and result == "hangup":
        result = "bridged"
    fields = {"QueueResult": result, "QueueSid": queue.sid, "QueueTime": str(_waited(player, entry))}
    inform(player.office, player.leg.call, player.action(element, fields), player.leg.cookies)


def _out(player: Player, queue: WaitingLine, entry: Entry) -> None:
    with player.office.directory.lock:
        queue.remove(entry, player.office.clock.now())
    if entry.bridge is not None:
        entry.bridge.close()


def _waited(player: Player, entry: Entry) -> int:
    return int(player.office.clock.now() - entry.since)
