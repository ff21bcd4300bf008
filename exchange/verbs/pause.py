"""<Pause>: silence; as the first verb it lets the call ring."""

from __future__ import annotations

from exchange import prompts
from exchange.phones.base import Heard
from exchange.player import Outcome, Player
from exchange.twiml.parser import Element


def play(player: Player, element: Element) -> Outcome:
    seconds = element.whole("length", 1)
    player.leg.hear(Heard("silence", duration_s=seconds))
    prompts.silence(player.leg, seconds)
    player.leg.pick_up()
    return None
