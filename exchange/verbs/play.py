"""<Play>: a sound file, or keys."""

from __future__ import annotations

from exchange import prompts
from exchange.audio import tones
from exchange.phones.base import Heard
from exchange.player import Outcome, Player
from exchange.twiml.parser import Element
from exchange.verbs.say import FOREVER


def play(player: Player, element: Element) -> Outcome:
    if "digits" in element.attributes:
        prompts.tone(player.leg, tones.dtmf(element.get("digits")), "tone", element.get("digits"))
        return None
    url = player.resolve(element.text)
    sound, lasts = player.office.media.get(player.office, url, player.leg.sid)
    heard = Heard("music" if player.waits else "play", url, duration_s=lasts)
    for _ in range(element.whole("loop", 1) or FOREVER):
        prompts.play_out(player.leg, heard, sound)
        if not lasts:
            break  # an endless loop of nothing
    return None
