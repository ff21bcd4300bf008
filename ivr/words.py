"""Spoken words against the choices of a menu: keys and phrases. No models, no state.

The words of a choice are its own, its intent's examples and its intent's name. A caller who says one of
them, or a part of one that no other choice has, is understood; when two choices fit, neither is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ivr.spoken.digits import spoken_key
from ivr.spoken.text import normalise
from ivr.spoken.yes_no import answers, yes_or_no

__all__ = ["Choice", "Chosen", "answers", "choose", "normalise", "spoken_key", "yes_or_no"]

ACCEPT = 0.72  # the least score that counts as understood
MARGIN = 0.05  # the least lead over the next best choice


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that say nothing about the choice in pt, en or es: alone they may not decide.
_FILLERS = _set_of(
    "sim s isso certo correto exato exatamente claro confirmo positivo pode quero "
    "yes yeah yep yup right correct sure ok okay exactly si correcto cierto vale exacto "
    "nao n no nope not negativo negative errado incorreto wrong incorrect incorrecto nada "
    "a o as os um uma de do da dos das e em na com por para pra que eu me meu minha meus minhas favor "
    "queria gostaria preciso esta ta the an i to my is it of for with you your want need would like please "
    "am im on in and does el la los las un una y en con mi mis yo lo quiero quisiera necesito es del al "
    "sobre about regarding acerca falar talk speak hablar ajuda help ayuda oi ola hello hi hola "
    "bom dia boa tarde"
)  # fmt: skip


def _content(text: str) -> str:
    """The telling words, plural endings off, in order."""
    # A plain s is the ending that pt, en and es share; more would need a stemmer for each language.
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") else word
        for word in text.split()
        if word not in _FILLERS
    )


# The one cache here: a flow's phrases are asked for on every turn and never change.
@lru_cache(maxsize=8192)
def _phrase(text: str) -> tuple[str, str]:
    """A flow's phrase made ready, once. What callers say never comes here."""
    plain = normalise(text)
    return plain, _content(plain)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be said. `score` is set when something else than its phrases was judged."""

    key: str
    phrases: tuple[str, ...]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    index: int
    score: float


def choose(heard: str, choices: Sequence[Choice]) -> Chosen | None:
    """The one choice that was meant, or None."""
    # A number alone is certain; inside a sentence it may be part of anything.
    key = spoken_key(heard)
    for index, choice in enumerate(choices):
        if key and choice.key == key:
            return Chosen(index, 1.0)
    plain = normalise(heard)
    if not plain:
        return None
    content = _content(plain)
    # Equal scores go by the longer phrase, then by the menu's order: never by chance.
    ranked = sorted(
        ((*_best_phrase(plain, content, choice), index) for index, choice in enumerate(choices)),
        key=lambda found: (-found[0], -len(found[1]), found[2]),
    )
    if not ranked or ranked[0][0] < ACCEPT:
        return None
    score, phrase, index = ranked[0]
    if len(ranked) > 1 and score - ranked[1][0] < MARGIN and not _is_part(ranked[1][1], phrase):
        return None
    return Chosen(index, round(score, 3))


def _is_part(phrase: str, longer: str) -> bool:
    """True when saying `longer` says `phrase` on the way: "cancel" in "cancel my order"."""
    return phrase != longer and f" {phrase} " in f" {longer} "


def _best_phrase(plain: str, content: str, choice: Choice) -> tuple[float, str]:
    best, words = choice.score, ""
    for text in choice.phrases:
        phrase, telling = _phrase(text)
        score = _score(plain, content, phrase, telling)
        if (score, len(phrase)) > (best, len(words)):
            best, words = score, phrase
    return best, words


def _score(plain: str, content: str, phrase: str, telling: str) -> float:
    if phrase and f" {phrase} " in f" {plain} ":
        return 1.0
    if not content or not telling:
        return 0.0
    # A part of a phrase is a weaker sign than the whole: it may need to be confirmed.
    wanted = telling.split()
    said = content.split()
    share = sum(word in said for word in wanted) / len(wanted)
    return fuzz.token_set_ratio(content, telling) / 100 * (0.8 + 0.2 * share)
