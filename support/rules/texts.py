"""Text messages as carriers count them, and what a short one means: a wish about messages, a score. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ivr import spoken
from ivr.spoken.text import word_set

Wish = Literal["stop", "start", "help"]
MOST_PARTS = 10
LONGEST = 1600  # characters that the phone company takes at once
SCALES = {"csat": range(1, 6), "nps": range(11)}

# The default alphabet of 3GPP TS 23.038, and the characters that take two places in it.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO_PLACES = frozenset("\f^{}\\[~]|€")
_JOINS = ("\u200d", "\ufe0f")  # what makes one picture of several characters

# What the phone company itself acts on, and answers: its list is English everywhere.
NETWORK_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
NETWORK_START = frozenset({"start", "unstop"})
_WORDS: dict[Wish, dict[str, tuple[str, ...]]] = {
    "stop": {
        "en-US": tuple(sorted(NETWORK_STOP)),
        "pt-BR": ("sair", "parar", "pare", "cancelar", "descadastrar"),
        "es-ES": ("baja", "alto", "parar", "cancelar"),
        "fr-FR": ("arret", "arreter"),
    },
    "start": {
        "en-US": tuple(sorted(NETWORK_START)),
        "pt-BR": ("voltar", "entrar"),
        "es-ES": ("alta",),
        "fr-FR": ("reprendre",),
    },
    "help": {"en-US": ("help", "info"), "pt-BR": ("ajuda",), "es-ES": ("ayuda",), "fr-FR": ("aide",)},
}
_SCORE_LANGUAGES = ("pt-BR", "en-US", "es-ES")
# Words around a score that change nothing about it.
_AROUND = word_set(
    "nota note score rating puntuacion dou doy give i we my a o um uma un una the is e es it its out of de "
    "para por foi was fue obrigado obrigada thanks thank you gracias stars star estrelas estrellas points "
    "pontos puntos que dar doy le mi minha please favor"
)
_NO_SCORE = re.compile(r"-\s*[0-9]|[0-9][.,][0-9]")
_STAR = "\N{WHITE MEDIUM STAR}"


@dataclass(frozen=True)
class Asked:
    """What a message that is one word asks for. `language`: the word's; `by_network`: who sent it knows."""

    wish: Wish
    word: str
    language: str
    by_network: bool = False


def parts(text: str) -> int:
    """In how many pieces this travels: 160 places at once or 153 each; 70 or 67 outside the alphabet."""
    is_plain = all(char in _GSM or char in _TWO_PLACES for char in text)
    at_once, each = (160, 153) if is_plain else (70, 67)
    wide = [_width(char, is_plain) for char in text]
    if sum(wide) <= at_once:
        return 1
    pieces, left = 1, each
    for width in wide:  # a character is never cut in two
        if width > left:
            pieces, left = pieces + 1, each
        left -= width
    return pieces


def _width(char: str, is_plain: bool) -> int:
    if is_plain:
        return 2 if char in _TWO_PLACES else 1
    return 2 if ord(char) > 0xFFFF else 1


def cut(text: str, most: int = MOST_PARTS) -> str:
    """The text, or as much of it as `most` parts carry, at the end of a word, with dots that say so."""
    if _fits(text, most):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(_shortened(text, middle), most) else (low, middle - 1)
    return _shortened(text, low)


def _fits(text: str, most: int) -> bool:
    return len(text) <= LONGEST and parts(text) <= most


def _shortened(text: str, length: int) -> str:
    kept = text[: _whole(text, length)]
    word, _, rest = kept.rpartition(" ")
    kept = (word if len(rest) < 30 and word else kept).rstrip()
    # The one character for three dots is outside the default alphabet: it would halve what fits.
    return kept + ("…" if parts(kept + "…") <= parts(kept + "...") else "...")


def _whole(text: str, length: int) -> int:
    """The next length down at which no character is torn from what belongs to it."""
    while 0 < length < len(text) and _belongs(text[length - 1], text[length]):
        length -= 1
    return length


def _belongs(before: str, char: str) -> bool:
    skin = "\U0001f3fb" <= char <= "\U0001f3ff"
    return before == _JOINS[0] or char in _JOINS or bool(unicodedata.combining(char)) or skin


def asked(text: str, network: str = "") -> Asked | None:
    """A wish about messages; `network` is what the phone company says it took the text for ("" : nothing)."""
    words = _plain(text).split()
    word = words[0] if len(words) == 1 else ""
    for wish, languages in _WORDS.items():
        for language, known in languages.items():
            if word in known:
                return Asked(wish, word, language, bool(network) or word in NETWORK_STOP | NETWORK_START)
    told = network.lower()
    for wish in _WORDS:
        if told == wish:
            return Asked(wish, word or told, "", True)
    return None


def score(text: str, survey: str, language: str = "") -> int | None:
    """The score that a text gives and nothing else: `5`, `nota 9`, `9/10`, `five`, five stars; or None."""
    stars = text.count(_STAR)
    if stars and not _plain(text).strip():
        return stars if stars in SCALES[survey] else None
    if _NO_SCORE.search(text):
        return None
    words = [word for word in _plain(text).split() if word not in _AROUND]
    if len(words) == 2 and words[1] == str(SCALES[survey][-1]):  # of 5, out of 10
        words = words[:1]
    if not 0 < len(words) <= 2:
        return None
    found = _number(" ".join(words), language)
    return found if found is not None and found in SCALES[survey] else None


def _number(words: str, language: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", words):
        return int(words)
    tongues = (language, *_SCORE_LANGUAGES) if language else _SCORE_LANGUAGES
    for tongue in tongues:
        value = spoken.read("number", words, tongue, date.min)
        if value is not None and not any(char.isdigit() for char in words):
            return int(value)
    return None


def _plain(text: str) -> str:
    """Lower case, without accents and signs."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = (char for char in bare if not unicodedata.combining(char))
    return re.sub(r"[^\w]+|_", " ", "".join(letters))
