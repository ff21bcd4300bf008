"""Times of day said in words or figures. May live here: clocks, halves and quarters, parts of the day.

An hour without a part of the day is an office hour: 1 to 6 mean the afternoon (13:00 to 18:59), 7 to 12
stay. "Três da manhã" and "3 am" are 03:00. Figures with a zero in front ("03:00") and hours from 13 are a
24-hour clock.
Two different times, lengths ("in two hours") and ranges ("between three and five") are none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ivr.spoken import numbers
from ivr.spoken.clock_words import (
    AND,
    BEFORE,
    FIXED,
    FIXED_OF,
    GREETING,
    HALVES,
    HOURS,
    LENGTH,
    LESS,
    MARK_OF,
    MINUTES,
    OR,
    PART_OF,
    PAST,
    QUARTERS,
    RANGE,
    SHARP,
)
from ivr.spoken.lexicon import LANGUAGES
from ivr.spoken.text import POLITE, Match, Words, base, matches, only, peek, skip

_WRITTEN = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])")


class _Clock(NamedTuple):
    """A time as it was said: `exact` when it cannot be meant in the other half of the day."""

    hour: int
    minute: int
    end: int
    exact: bool = False
    sure: bool = False  # more than a lone number


def aloud(value: str, language: str) -> str:
    key = base(language)
    written = _WRITTEN.fullmatch(value)
    if not written or key not in LANGUAGES:
        return value
    hour, minute = int(written[1]), int(written[2])
    if (hour, minute) in ((0, 0), (12, 0)):
        return next(name for name, at in FIXED[key].items() if at == hour)
    if key == "en":
        half = "p.m." if hour >= 12 else "a.m."
        return f"{(hour - 1) % 12 + 1}:{minute:02} {half}"
    early = 0 < hour < 7
    if key == "pt":
        return f"{hour}h" + (f"{minute:02}" if minute else "") + (" da manhã" if early else "")
    return f"{hour}:{minute:02}" + (" de la mañana" if early else "")


def read(words: Words, language: str) -> str | None:
    key = base(language)
    elsewhere = _only_part(words, key)

    def match(words: Words, at: int) -> Match | None:
        return _match(words, at, key, elsewhere)

    return only(matches(words, match))


def _match(words: Words, at: int, key: str, elsewhere: str) -> Match | None:
    clock = _clock(words, at, key)
    if not clock:
        return None
    end = skip(words, clock.end, *SHARP)
    part, behind = _part_at(words, end, key)
    open_ended = peek(words, at - 1) in RANGE or peek(words, at - 2) in RANGE
    sure = clock.sure or bool(part) or end > clock.end or open_ended or _is_marked(words, at, key)
    hours = any(word in HOURS.get(key, ()) for word in words[at : clock.end])
    lengthy = not part and hours and _is_length(words, at)
    if lengthy or not (sure or _is_whole(words, at, clock.end)):
        return None
    ambiguous = open_ended or (peek(words, behind) in OR and _clock(words, behind + 1, key))
    return (None if ambiguous else _resolved(clock, part or elsewhere)), behind


def _is_length(words: Words, at: int) -> bool:
    """True for "in two hours", "daqui a duas horas"."""
    apart = peek(words, at - 1) in ("a", "umas", "unas", "about")
    return peek(words, at - 1) in LENGTH or (apart and peek(words, at - 2) in LENGTH)


def _is_marked(words: Words, at: int, key: str) -> bool:
    # "À uma" without its accent is "a uma conta": only what ends with it is a time.
    grave = key == "pt" and peek(words, at - 1) == "a" and _is_whole(words, len(words), at + 1)
    return grave or peek(words, at - 1) in MARK_OF.get(key, ())


def _is_whole(words: Words, at: int, end: int) -> bool:
    return all(word in POLITE for word in (*words[:at], *words[end:]))


def _part_at(words: Words, at: int, key: str) -> tuple[str, int]:
    for phrase, part in PART_OF.get(key, ()):
        end = skip(words, at, phrase)
        if end > at:
            return part, end
    return "", at


def _only_part(words: Words, key: str) -> str:
    """The part of the day that the sentence names, greetings aside; "" for none or several."""
    parts = set()
    for at in range(len(words)):
        part, _ = _part_at(words, at, key)
        # "I am": only behind a time is it the morning.
        short = words[at] in ("am", "pm", "a", "p")
        if part and not short and peek(words, at - 1) not in GREETING:
            parts.add(part)
    return parts.pop() if len(parts) == 1 else ""


def _resolved(clock: _Clock, part: str) -> str | None:
    hour = _hour(clock, part)
    return None if hour is None else f"{hour:02}:{clock.minute:02}"


def _hour(clock: _Clock, part: str) -> int | None:
    """The hour of the day; None for one that its part of the day does not have."""
    hour = clock.hour
    if clock.exact or hour > 12:
        return None if hour > 12 and part in ("am", "dawn") else hour
    match part:
        case "am":
            return hour
        case "dawn":
            return hour % 12
        case "pm":
            return hour % 12 + 12
        case "night":
            return hour + 12 if 5 <= hour < 12 else hour % 12
    return hour + 12 if 1 <= hour <= 6 else hour


def _clock(words: Words, at: int, key: str) -> _Clock | None:
    return (
        _fixed(words, at, key)
        or _around(words, at, key)
        or _military(words, at, key)
        or _hour_and_minute(words, at, key)
    )


def _fixed(words: Words, at: int, key: str) -> _Clock | None:
    for name, hour in FIXED_OF.get(key, {}).items():
        end = skip(words, at, name)
        if end > at:
            minute, behind = _minutes_behind(words, end, key)
            return _Clock(hour, minute, behind, True, True)
    return None


def _around(words: Words, at: int, key: str) -> _Clock | None:
    """As in "half past three", "quinze para as quatro", "un cuarto para las dos", "half three"."""
    minute, end, named = _few_minutes(words, at, key)
    if end == at:
        return None
    past, before = skip(words, end, *PAST.get(key, ())), skip(words, end, *BEFORE.get(key, ()))
    british = named and minute == 30
    if past == before == end and not british:
        return None
    # "nine to five" is a day's work: only fives, quarters and what is called minutes count backwards.
    if before > end and not (named or minute % 5 == 0):
        return None
    target = max(past, before)
    hour = _fixed(words, target, key) or _bare_hour(words, target, key)
    if not hour or hour.minute:
        return None
    behind = skip(words, hour.end, *HOURS.get(key, ()))
    return (
        _back(hour, minute, behind) if before > end else hour._replace(minute=minute, end=behind, sure=True)
    )


def _few_minutes(words: Words, at: int, key: str) -> tuple[int, int, bool]:
    """Minutes before or after an hour, the place behind them, and whether they were called so."""
    for phrase, minute in QUARTERS.get(key, {}).items():
        end = skip(words, at, phrase)
        if end > at:
            return minute, end, True
    found = numbers.cardinal(words, at, key) if key in LANGUAGES else None
    if not found or not 0 < found.value < 60:
        return 0, at, False
    end = skip(words, found.end, *MINUTES)
    return found.value, end, end > found.end


def _back(hour: _Clock, minutes: int, end: int) -> _Clock:
    """So many minutes before an hour: before one comes twelve, on a 12-hour clock."""
    earlier = hour.hour - 1 if hour.hour != 1 else 12
    if hour.exact or hour.hour > 12:
        earlier = (hour.hour - 1) % 24
    return _Clock(earlier, 60 - minutes, end, hour.exact, True)


def _bare_hour(words: Words, at: int, key: str) -> _Clock | None:
    found = numbers.cardinal(words, at, key)
    if not found or found.value > 23:
        return None
    led = found.end == at + 1 and words[at].isdigit() and words[at].startswith("0")
    return _Clock(found.value, 0, found.end, led or found.value == 0)


def _military(words: Words, at: int, key: str) -> _Clock | None:
    """As in "fifteen hundred hours", and 1430 as it is typed on keys."""
    found = numbers.cardinal(words, at, key)
    if not found:
        return None
    typed = words[at].isdigit() and found.end == at + 1
    # "0030" is below a hundred and still four keys.
    spoken = not typed and words[found.end - 1] == "hundred"
    hundreds = (spoken or typed) and 100 <= found.value < 10_000
    if not hundreds and not (typed and len(found.digits) == 4):
        return None
    hour, minute = divmod(found.value, 100)
    if hour > 23 or minute > 59 or not (typed or minute == 0):
        return None
    end = skip(words, found.end, *HOURS.get(key, ()))
    exact = not typed or found.digits.startswith("0")
    return _Clock(hour, minute, end, exact, end > found.end or (not typed and hour > 0 and key == "en"))


def _hour_and_minute(words: Words, at: int, key: str) -> _Clock | None:
    """As in "três e meia", "three thirty", "15h30", "3 menos cuarto", "3"."""
    hour = _bare_hour(words, at, key)
    if not hour:
        return None
    less = skip(words, hour.end, *LESS.get(key, ()))
    minutes, behind, _ = _few_minutes(words, less, key) if less > hour.end else (0, less, False)
    if behind > less:
        return _back(hour, minutes, skip(words, behind, *MINUTES))
    named = skip(words, hour.end, *HOURS.get(key, ()), *(("h",) if key not in LANGUAGES else ()))
    minute, end = _minutes_behind(words, named, key)
    sure = named > hour.end or end > named
    return hour._replace(minute=minute, end=end, sure=sure)


def _minutes_behind(words: Words, at: int, key: str) -> tuple[int, int]:
    """The minutes that follow an hour, 0 when none do, and the place behind them."""
    joined = skip(words, at, *AND.get(key, ()), ":", ".")
    for phrase, minute in HALVES.get(key, {}).items():
        end = skip(words, joined, phrase)
        if joined > at and end > joined:
            return minute, end
    zero = skip(words, joined, "oh", "o", "zero", "cero")
    found = numbers.cardinal(words, zero, key)
    if not found or found.value > 59:
        return 0, at
    two = len(found.digits) == 2 or (words[zero].isalpha() and found.value > 9)
    units = found.value < 10 and (zero > joined or (joined > at and words[zero].isalpha()))
    if not (two or units):
        return 0, at
    return found.value, skip(words, found.end, *MINUTES)
