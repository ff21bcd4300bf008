"""<Redirect>: other instructions; empty means the same document again."""

from __future__ import annotations

from exchange.player import Outcome, Player
from exchange.twiml.parser import Element
from exchange.webhook import Goto


def play(player: Player, element: Element) -> Outcome:
    return Goto(player.resolve(element.text), element.get("method", "POST"))
