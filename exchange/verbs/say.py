"""<Say>: words to the leg."""

from __future__ import annotations

from exchange import prompts
from exchange.player import Outcome, Player
from exchange.twiml.parser import Element

FOREVER = 1000  # what loop="0" means


def play(player: Player, element: Element) -> Outcome:
    for _ in range(element.whole("loop", 1) or FOREVER):
        prompts.say(player.leg, element.text, element.get("language", "en-US"), element.get("voice", "man"))
    return None
