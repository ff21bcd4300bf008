"""Callback attributes that several verbs and nouns share, as values."""

from __future__ import annotations

from exchange.player import Player
from exchange.records import Callback
from exchange.twiml.parser import Element


def status_callback(player: Player, element: Element, default_events: str = "completed") -> Callback | None:
    """statusCallback, statusCallbackMethod, statusCallbackEvent."""
    return _callback(player, element, "statusCallback", default_events)


def recording_callback(player: Player, element: Element) -> Callback | None:
    """recordingStatusCallback and its two companions; absence is told with completion."""
    callback = _callback(player, element, "recordingStatusCallback", "completed")
    if callback is None or "completed" not in callback.events:
        return callback
    return Callback(callback.url, callback.method, callback.events | {"absent"})


def _callback(player: Player, element: Element, name: str, default_events: str) -> Callback | None:
    url = element.get(name)
    if not url:
        return None
    events = frozenset(element.get(f"{name}Event", default_events).split())
    return Callback(player.resolve(url), element.get(f"{name}Method", "POST"), events)
