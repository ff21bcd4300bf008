"""<Start> and <Stop>: streams and recordings beside the call. <Connect>: a stream instead of it."""

from __future__ import annotations

from exchange.leg import Leg
from exchange.player import Outcome, Player
from exchange.recorder import Wanted, record_leg
from exchange.streams import BadStream, Stream, StreamOrder, named
from exchange.twiml.parser import Element
from exchange.verbs.callbacks import recording_callback, status_callback
from exchange.webhook import Failure

TRACKS = {
    "inbound_track": ("inbound",),
    "outbound_track": ("outbound",),
    "both_tracks": ("inbound", "outbound"),
}


def start(player: Player, element: Element) -> Outcome:
    for noun in element.children:
        if noun.name == "Stream":
            _open(player, noun, two_way=False)
        else:
            _record(player, noun)
    return None


def stop(player: Player, element: Element) -> Outcome:
    for noun in element.children:
        name = noun.get("name")
        if noun.name == "Stream":
            stream = named(player.office, player.leg.sid, name)
            if stream is not None:
                stream.stop()
        else:
            stop_recording(player.leg, name)
    return None


def connect(player: Player, element: Element) -> Outcome:
    """Until the other end closes the stream."""
    stream = _open(player, element.children[0], two_way=True)
    if stream is not None:
        try:
            player.leg.wait(lambda: stream.over)
        finally:
            stream.stop()
    return player.action(element)


def stop_recording(leg: Leg, name: str) -> None:
    recorder = leg.recorders.pop(name, None)
    if recorder is not None:
        recorder.stop()


def _open(player: Player, noun: Element, *, two_way: bool) -> Stream | None:
    if two_way and noun.get("track", "inbound_track") != "inbound_track":
        raise player.failure(12200, "a two-way stream carries the inbound track only")
    order = StreamOrder(
        _stream_url(player, noun.get("url")),
        noun.get("name"),
        TRACKS[noun.get("track", "inbound_track")],
        {p.get("name"): p.get("value") for p in noun.all("Parameter")},
        status_callback(player, noun),
        two_way,
    )
    try:
        stream = Stream(player.office, player.leg, order)
    except BadStream as refusal:
        player.office.alert(refusal.code, str(refusal), player.leg.sid, order.url)
        return None
    stream.start()
    return stream


def _stream_url(player: Player, url: str) -> str:
    try:
        return player.resolve(url)
    except Failure:
        return url


def _record(player: Player, noun: Element) -> None:
    wanted = Wanted(
        "StartCallRecordingAPI",
        channels=1 if noun.get("channels") == "mono" else 2,
        track=noun.get("track", "both"),
        trim=noun.get("trim", "trim-silence") == "trim-silence",
        callback=recording_callback(player, noun),
    )
    recorder = record_leg(player.office, player.leg, wanted)
    player.leg.recorders[noun.get("name") or recorder.record.sid] = recorder
