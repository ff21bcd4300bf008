"""Strings of digits: one by one, in pairs, in hundreds, doubled, in figures. Zeros in front stay.

The longest way from words to digits is not searched: each number is read as its language would, and the
numbers are written one behind the other.
"""

from __future__ import annotations

from ivr.spoken.lexicon import NUMERALS, every_word
from ivr.spoken.numbers import Cardinal, cardinal, is_moment
from ivr.spoken.numbers import vocabulary as numbers
from ivr.spoken.text import POLITE, Words, base, normalise, peek, split, table, word_set

_TIMES = {
    "pt": {2: "duplo dupla dobro", 3: "triplo tripla"},
    "en": {2: "double", 3: "triple treble"},
    "es": {2: "doble", 3: "triple"},
}
_TIMES_OF = {language: table(words) for language, words in _TIMES.items()}
# What a digit is called besides its number word.
_NICKNAMES = {"pt": {6: "meia"}, "en": {0: "oh o nought"}, "es": dict[int, str]()}
_NICKNAMES_OF = {language: table(words) for language, words in _NICKNAMES.items()}

# Said between the digits of one string.
_BETWEEN = {
    "pt": "ponto traço hífen barra espaço depois e aí é eh ah",
    "en": "dash hyphen point dot slash space and then uh um er hmm",
    "es": "punto guión raya barra espacio y luego después eh",
}
_BETWEEN_OF = {language: frozenset(split(words)) for language, words in _BETWEEN.items()}
_SIGNS = word_set("/ : . , -")
# May be an article or a sigh: alone, and with a word behind, it is no digit.
_WEAK = word_set("um uma un una a oh o")

_BEFORE_A_KEY = word_set(
    "opcao opcion option numero number tecla tecle key press aperte pulse marque o a the la el de of"
)
_ONES = {
    language: {word: value for word, value in table(words).items() if value < 10}
    for language, words in NUMERALS.items()
}


def vocabulary(language: str) -> tuple[str, ...]:
    key = base(language)
    if key not in NUMERALS:
        return ()
    return (*numbers(key), *every_word(_NICKNAMES[key], _TIMES[key]), *_BETWEEN[key].split())


def aloud(value: str) -> str:
    return " ".join(value)


def spoken_key(text: str, language: str = "") -> str:
    """`1` for "um", "option one" or "1", without a language in any of them; "" when it is no single digit."""
    words = [word for word in normalise(text).split() if word not in _BEFORE_A_KEY]
    if len(words) != 1:
        return ""
    keys = (base(language),) if language else _ONES
    return next((digit for key in keys if (digit := _digit(words, 0, key))), "")


def read(words: Words, language: str) -> str | None:
    """The digits of the only string that was said."""
    runs = _runs(words, language)
    strong = [run for run in runs if not _is_weak(words, run)]
    # Politeness behind a lone "um" leaves it the answer; any other word makes it an article.
    ends = [run for run in runs if all(word in POLITE for word in words[run[-1].end :])]
    strings = {"".join(piece.digits for piece in run) for run in strong or ends}
    return strings.pop() if len(strings) == 1 else None


def strings(words: Words, language: str) -> list[str]:
    """Every string of digits that was said, in order."""
    return ["".join(piece.digits for piece in run) for run in _runs(words, language)]


def _is_weak(words: Words, run: list[Cardinal]) -> bool:
    lone = len(run) == 1 and run[0].digits in ("0", "1") and words[run[0].end - 1] in _WEAK
    return lone and len(words) > 1


def _runs(words: Words, language: str) -> list[list[Cardinal]]:
    """Pieces of digits with nothing but punctuation and hesitation between them, together."""
    runs: list[list[Cardinal]] = []
    between = _SIGNS | _BETWEEN_OF.get(base(language), frozenset())
    at, connected = 0, False
    while at < len(words):
        piece = _piece(words, at, language)
        if piece is None:
            connected = connected and words[at] in between
            at += 1
            continue
        if not is_moment(words, [piece]):
            if connected:
                runs[-1].append(piece)
            else:
                runs.append([piece])
            connected = True
        at = piece.end
    return runs


def _piece(words: Words, at: int, language: str) -> Cardinal | None:
    """A number, a nickname, "double five" or "three zeros"."""
    key = base(language)
    times = _TIMES_OF.get(key, {}).get(words[at], 0)
    digit = _digit(words, at + 1, key) if times else ""
    if digit:
        return Cardinal(0, at + 2, digit * times)
    nickname = _NICKNAMES_OF.get(key, {}).get(words[at])
    if nickname is not None:
        return Cardinal(nickname, at + 1, str(nickname))
    found = cardinal(words, at, language)
    many = _many(peek(words, at + 1), key)
    if many and found and found.end == at + 1 and 1 < found.value < 10:
        return Cardinal(0, at + 2, many * found.value)
    return found


def _digit(words: Words, at: int, key: str) -> str:
    """The one digit at a place, "" for none."""
    word = peek(words, at)
    if len(word) == 1 and word in "0123456789":
        return word
    value = _ONES.get(key, {}).get(word, _NICKNAMES_OF.get(key, {}).get(word))
    return "" if value is None else str(value)


def _many(word: str, key: str) -> str:
    """The digit of "zeros", "fives", "sixes"; "" for any other word."""
    ones = _ONES.get(key, {})
    if word in ones:
        return ""
    for ending in ("s", "es"):
        value = ones.get(word.removesuffix(ending)) if word.endswith(ending) else None
        if value is not None:
            return str(value)
    return ""
