"""What was said, as plain words. May live here: the cleaning and looking that all kinds of values share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

MAX_HEARD = 500  # characters of what was heard that are looked at
LONGEST = 2_000  # characters; who says more is not answering a question

Words = Sequence[str]
# A value that stands at a place, and the place behind it; the value is None for one that cannot be.
Match = tuple[str | None, int]

_NOT_A_LETTER = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['\u2018\u2019`´]")
# Points, colons and strokes mean something between figures only.
_WORD = re.compile(r"[0-9]+|[^\W\d_]+|(?<=[0-9])[/:.,-](?=[0-9])")


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words around an answer that change nothing about it.
POLITE = word_set(
    "please thanks thank you it its is thats that would be make lets say uh um er hmm ah oh then about "
    "por favor obrigado obrigada e seria pode ser entao eh hum acho que la para pra o a gracias es sea "
    "puede pues the el i think just so"
)

_CORRECTIONS = {
    "pt": ("nao", "quer dizer", "desculpa", "desculpe", "alias", "digo", "ou melhor", "mas", "perdao"),
    "en": ("no", "not", "sorry", "i mean", "wait", "actually", "but", "rather", "make that"),
    "es": ("no", "digo", "perdon", "mejor dicho", "quiero decir", "sino", "disculpe", "mas bien"),
}


def base(language: str) -> str:
    """`pt` for `pt-BR`."""
    return re.split("[-_]", language, maxsplit=1)[0].lower()


def plain(text: str) -> str:
    """Lower case, no accents, figures of every script as 0-9."""
    # Case folding can bring back letters that have a simpler form, hence twice.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in letters
        if not unicodedata.combining(letter)
    )


def normalise(text: str) -> str:
    """Lower case, no accents, no punctuation, single blanks."""
    return _NOT_A_LETTER.sub(" ", plain(text[:MAX_HEARD])).strip()


def split(text: str) -> tuple[str, ...]:
    """Plain words, figures, and the signs between figures; () for a text longer than LONGEST."""
    # Half of a number is a wrong number: too much is not cut, it is not an answer.
    if len(text) > LONGEST:
        return ()
    return tuple(_WORD.findall(_APOSTROPHES.sub("", plain(text))))


def table(words: dict[int, str]) -> dict[str, int]:
    """{3: "três"} turned round: {"tres": 3}. Several words for one value stand apart by blanks."""
    return {plain(word): value for value, same in words.items() for word in same.split()}


def peek(words: Words, at: int) -> str:
    """The word at a place, "" outside."""
    return words[at] if 0 <= at < len(words) else ""


def skip(words: Words, at: int, *phrases: str) -> int:
    """The place behind the first of the phrases that stands here, else this place."""
    for phrase in phrases:
        parts = phrase.split()
        if list(words[at : at + len(parts)]) == parts:
            return at + len(parts)
    return at


def contains(words: Words, phrases: Iterable[str]) -> bool:
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)


def after_correction(words: Words, language: str) -> tuple[str, ...]:
    """What follows the last "no", "sorry", "quer dizer"; () when nobody corrects anything."""
    said = f" {' '.join(words)} "
    ends = [
        said.rfind(f" {phrase} ") + len(phrase) + 1
        for phrase in _CORRECTIONS.get(base(language), ())
        if f" {phrase} " in said
    ]
    return tuple(said[max(ends) :].split()) if ends else ()


def matches(words: Words, match: Callable[[Words, int], Match | None]) -> list[str | None]:
    """Every value from left to right, none inside another."""
    found: list[str | None] = []
    at = 0
    while at < len(words):
        here = match(words, at)
        if here:
            found.append(here[0])
        at = max(here[1], at + 1) if here else at + 1
    return found


def only(values: Iterable[str | None]) -> str | None:
    """The one value that all name, else None."""
    different = set(values)
    return different.pop() if len(different) == 1 else None
