"""<Pause>: silence; as the first verb it lets the call ring."""

from __future__ import annotations

from exchange import prompts
from exchange.player import Outcome, Player
from exchange.twiml.parser import Element


def play(player: Player, element: Element) -> Outcome:
    prompts.silence(player.leg, element.whole("length", 1))
    player.leg.pick_up()
    return None
