"""<Hangup>, <Reject> and <Leave>: three ways out of a document."""

from __future__ import annotations

from exchange.player import Leave, Outcome, Player
from exchange.twiml.parser import Element


def play(_player: Player, _element: Element) -> Outcome:
    return Leave("hangup")


def reject(player: Player, element: Element) -> Outcome:
    if not player.first or player.leg.call.answered is not None:
        raise player.failure(12200, "<Reject> is for a call not yet answered")
    return Leave(element.get("reason", "rejected"))


def leave(_player: Player, _element: Element) -> Outcome:
    return Leave("leave")
