"""Whole numbers said in words or figures. May live here: how a language builds a number from its words.

`cardinal` reads one number at a place and stops where the language would: "dois cinco" are two numbers,
"vinte e cinco" is one. Digit strings, dates and times are made of such numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ivr.spoken.lexicon import AND, NUMERALS, SCALES, every_word
from ivr.spoken.text import POLITE, Words, base, peek, table, word_set

MOST = 999_999_999

_ARTICLES = word_set("um uma un una a")
_OR = word_set("ou or o u")
_MOMENTS = word_set("momento momentinho minuto minutinho segundo segundinho instante moment second sec")
_POINTS = word_set(". ,")
_FRACTION = word_set("point virgula coma ponto punto")
_GROUPS = re.compile("(?<![0-9])(?<![.,] )[1-9][0-9]{0,2}(?: [.,] [0-9]{3})+(?![0-9])(?! [.,])")


class Cardinal(NamedTuple):
    """One number: its value, the place behind it, and its digits as they were said (zeros in front too)."""

    value: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class _Numerals:
    small: dict[str, int] = field(default_factory=dict)
    tens: dict[str, int] = field(default_factory=dict)
    hundreds: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    joint: str = ""


def _numerals(language: str) -> _Numerals:
    words, scales = table(NUMERALS[language]), table(SCALES[language])
    tens = {word: value for word, value in words.items() if 20 <= value < 100 and value % 10 == 0}
    hundreds = {word: value for word, value in words.items() if value >= 100}
    small = {word: value for word, value in words.items() if word not in tens and word not in hundreds}
    return _Numerals(small, tens, hundreds, scales, AND[language])


_OF = {language: _numerals(language) for language in NUMERALS}
_FIGURES_ONLY = _Numerals()


def vocabulary(language: str) -> tuple[str, ...]:
    key = base(language)
    if key not in NUMERALS:
        return ()
    return (*every_word(NUMERALS[key], SCALES[key]), AND[key], *(("a",) if key == "en" else ()))


def read(words: Words, language: str) -> str | None:
    """0 to 999,999,999. Digits one by one make a number; two different numbers make none."""
    joined = _whole(words)
    if joined is None:
        return None
    runs = [run for run in _runs(joined, language) if not is_moment(joined, run)]
    telling = [run for run in runs if not _is_article(joined, run)]
    values = {_value(joined, run, language) for run in telling or _counting(joined, runs)}
    value = values.pop() if len(values) == 1 else None
    return str(value) if value is not None and value <= MOST else None


def cardinal(words: Words, at: int, language: str) -> Cardinal | None:
    """The number that begins here."""
    numerals = _OF.get(base(language), _FIGURES_ONLY)
    first = peek(words, at)
    total, end, found = 0, at, False
    for scale in (10**9, 10**6, 10**3):
        part = _multiple(words, end, numerals, scale, found)
        if part:
            total, end, found = total + part[0], part[1], True
    last = _rest(words, end, numerals, 1_000) if found else _below_1000(words, at, numerals)
    if last:
        total, end, found = total + last[0], last[1], True
    if not found:
        return None
    return Cardinal(total, end, first if end == at + 1 and first.isdigit() else str(total))


_Part = tuple[int, int]


def _multiple(words: Words, at: int, numerals: _Numerals, scale: int, joined: bool) -> _Part | None:
    """`two thousand`, `mil`: a number and its scale word."""
    at += joined and peek(words, at) == numerals.joint
    part = _below_1000(words, at, numerals)
    if part and part[0] and numerals.scales.get(peek(words, part[1])) == scale:
        return part[0] * scale, part[1] + 1
    alone = scale == 1_000 and numerals.scales.get(peek(words, at)) == scale
    return (scale, at + 1) if alone else None


def _below_1000(words: Words, at: int, numerals: _Numerals) -> _Part | None:
    word = peek(words, at)
    if word.isdigit():
        return int(word), at + 1
    hundred = numerals.hundreds.get(word)
    if hundred:
        return _with_rest(words, at + 1, numerals, hundred)
    counted = _below_100(words, at, numerals)
    if word == "a" and numerals.scales.get(peek(words, at + 1)):
        counted = (1, at + 1)
    if numerals.scales.get(word) == 100:
        counted = (1, at)
    if counted and counted[0] and numerals.scales.get(peek(words, counted[1])) == 100:
        return _with_rest(words, counted[1] + 1, numerals, counted[0] * 100)
    return counted


def _with_rest(words: Words, at: int, numerals: _Numerals, hundreds: int) -> _Part:
    rest = _rest(words, at, numerals, 100)
    return (hundreds + rest[0], rest[1]) if rest else (hundreds, at)


def _rest(words: Words, at: int, numerals: _Numerals, below: int) -> _Part | None:
    """What follows a hundred or a thousand and belongs to it."""
    joint = peek(words, at) == numerals.joint
    read_part = _below_100 if below == 100 else _below_1000
    part = read_part(words, at + joint, numerals)
    if not part or not 0 < part[0] < below or peek(words, at + joint).isdigit():
        return None
    # "eight hundred five five five" is 800 and three digits.
    lone = part[0] < 10 and not joint
    return None if lone and numerals.small.get(peek(words, part[1]), 10) < 10 else part


def _below_100(words: Words, at: int, numerals: _Numerals) -> _Part | None:
    word = peek(words, at)
    tens = numerals.tens.get(word)
    if tens is None:
        return (numerals.small[word], at + 1) if word in numerals.small else None
    # The joint is optional: a recogniser often loses it. English has none here.
    after = at + 1 + (peek(words, at + 1) == numerals.joint != "and")
    unit = numerals.small.get(peek(words, after), 0)
    return (tens + unit, after + 1) if 0 < unit < 10 else (tens, at + 1)


def _whole(words: Words) -> tuple[str, ...] | None:
    """Figures in groups of three made one; None when there is a fraction."""
    joined = _GROUPS.sub(lambda group: re.sub("[^0-9]", "", group[0]), " ".join(words)).split()
    return None if _POINTS & set(joined) else tuple(joined)


def _runs(words: Words, language: str) -> list[list[Cardinal]]:
    """Numbers that stand side by side, together."""
    runs: list[list[Cardinal]] = []
    at = behind = 0
    while at < len(words):
        found = cardinal(words, at, language)
        if not found:
            at += 1
            continue
        if runs and behind == at:
            runs[-1].append(found)
        else:
            runs.append([found])
        at = behind = found.end
    return runs


def is_moment(words: Words, run: list[Cardinal]) -> bool:
    """True for "um momento": that is no number."""
    return _is_one(words, run, _ARTICLES | {"one"}) and peek(words, run[-1].end) in _MOMENTS


def _is_article(words: Words, run: list[Cardinal]) -> bool:
    return _is_one(words, run, _ARTICLES) and peek(words, run[-1].end) not in _OR


def _is_one(words: Words, run: list[Cardinal], names: frozenset[str]) -> bool:
    return len(run) == 1 and run[0].digits == "1" and words[run[0].end - 1] in names


def _counting(words: Words, runs: list[list[Cardinal]]) -> list[list[Cardinal]]:
    """Articles that count: "uma pessoa" is an answer, "quero abrir uma conta" is not."""
    firsts = (run for run in runs if all(word in POLITE for word in words[: run[0].end - 1]))
    return [run for run in firsts if len(words) - run[-1].end <= 2]


def _value(words: Words, run: list[Cardinal], language: str) -> int | None:
    """The number that some numbers side by side make, None when they make none."""
    behind = run[-1].end
    if peek(words, behind) in _OF.get(base(language), _FIGURES_ONLY).scales:
        return None
    if peek(words, behind) in _FRACTION and cardinal(words, behind + 1, language):
        return None
    values = [found.value for found in run]
    digits = all(value < 10 for value in values)
    # "twenty-three fifty" is 2350 in English; elsewhere two tens are two numbers.
    pairs = base(language) == "en" and len(run) == 2 and all(9 < value < 100 for value in values)
    return int("".join(map(str, values))) if len(run) == 1 or digits or pairs else None
