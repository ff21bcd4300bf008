"""Spoken words against the choices of a menu: numbers, yes and no, phrases. No models, no state.

The words of a choice are its own, its intent's examples and its intent's name. A caller who says one of
them, or a part of one that no other choice has, is understood; when two choices fit, neither is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

ACCEPT = 0.72  # the least score that counts as understood
MARGIN = 0.05  # the least lead over the next best choice
MAX_HEARD = 500  # characters of what was heard that are looked at

_NUMBERS = (
    ("zero", "cero", "oh"),
    ("um", "uma", "one", "uno", "una"),
    ("dois", "duas", "two", "dos"),
    ("tres", "three"),
    ("quatro", "four", "cuatro"),
    ("cinco", "five"),
    ("seis", "meia", "six"),
    ("sete", "seven", "siete"),
    ("oito", "eight", "ocho"),
    ("nove", "nine", "nueve"),
)
_DIGIT_OF = {word: str(digit) for digit, words in enumerate(_NUMBERS) for word in words}


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEFORE_A_NUMBER = _set_of(
    "opcao opcion option numero number tecla tecle key press aperte pulse marque o a the la el de of"
)
_YES = _set_of(
    "sim s isso certo correto exato exatamente claro confirmo positivo pode quero "
    "yes yeah yep yup right correct sure ok okay exactly si correcto cierto vale exacto"
)
_NO = _set_of("nao n no nope not negativo negative errado incorreto wrong incorrect incorrecto nada")

# Words that say nothing about the choice in pt, en or es: alone they may not decide.
_FILLERS = _YES | _NO | _set_of(
    "a o as os um uma de do da dos das e em na com por para pra que eu me meu minha meus minhas favor "
    "queria gostaria preciso esta ta the an i to my is it of for with you your want need would like please "
    "am im on in and does el la los las un una y en con mi mis yo lo quiero quisiera necesito es del al "
    "sobre about regarding acerca falar talk speak hablar ajuda help ayuda oi ola hello hi hola "
    "bom dia boa tarde"
)  # fmt: skip
_NOT_A_LETTER = re.compile(r"[\W_]+")


_ANSWERS = {"pt": ("sim", "não"), "es": ("sí", "no")}


def answers(language: str) -> tuple[str, ...]:
    """Yes and no in a language, as a recogniser should expect them."""
    return _ANSWERS.get(language.split("-")[0], ("yes", "no"))


def normalise(text: str) -> str:
    """Lower case, no accents, no punctuation, single blanks."""
    # Case folding can bring back letters that have a simpler form, hence twice.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:MAX_HEARD]).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_LETTER.sub(" ", plain).strip()


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


def spoken_key(text: str) -> str:
    """`1` for "um", "option one" or "1"; "" when it is no single number."""
    words = [word for word in normalise(text).split() if word not in _BEFORE_A_NUMBER]
    if len(words) != 1:
        return ""
    if len(words[0]) == 1 and words[0] in "0123456789":
        return words[0]
    return _DIGIT_OF.get(words[0], "")


def yes_or_no(text: str) -> bool | None:
    """True, False, or None for neither. A no anywhere outweighs a yes: "no, that is not right"."""
    # The question offers 1 for yes and 2 for no, and some callers say the number.
    key = spoken_key(text)
    if key in ("1", "2"):
        return key == "1"
    words = set(normalise(text).split())
    if words & _NO:
        return False
    return True if words & _YES else None


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
