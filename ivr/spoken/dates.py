"""Days said in words or figures, seen from today. May live here: what names of days and months point at.

A day without a year is the next one of its name, today included; a weekday is the next one after today,
with or without "next". A weekday beside a date must agree with it. A day that does not exist is none, and so
are two different ones.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from ivr.spoken import numbers
from ivr.spoken.day_words import (
    BEHIND_A_DAY,
    IN,
    MONTH_FIRST,
    MONTH_OF,
    MONTHS,
    NEAR_OF,
    NEXT_MONTH_OF,
    NEXT_WEEK_OF,
    NOT_A_WEEKDAY,
    NOT_NEAR_OF,
    ORDINAL_OF,
    PAST,
    SIGNS,
    SPAN_OF,
    WEEKDAY_OF,
)
from ivr.spoken.lexicon import LANGUAGES
from ivr.spoken.text import Words, base, contains, peek, skip

_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class _Said:
    """One mention: a day (None: one that does not exist), or a weekday and whether it is past."""

    end: int
    day: date | None = None
    weekday: int | None = None
    past: bool = False


def aloud(value: str, language: str, today: date | None = None) -> str:
    key = base(language)
    day = None
    with suppress(ValueError):
        day = date.fromisoformat(value)
    if day is None or key not in LANGUAGES:
        return value
    month = MONTHS[key].split()[day.month - 1]
    year = day.year if today and _next(day.day, day.month, today) != day else None
    if key == "en":
        return f"{month.capitalize()} {day.day}" + (f", {year}" if year else "")
    number = "1º" if key == "pt" and day.day == 1 else str(day.day)
    return f"{number} de {month}" + (f" de {year}" if year else "")


def read(words: Words, language: str, today: date) -> str | None:
    said = []
    at = 0
    while at < len(words):
        here = _said(words, at, language, today)
        if here:
            said.append(here)
        at = here.end if here else at + 1
    day = _agreed(said, words, base(language), today)
    return day.isoformat() if day else None


def _agreed(said: list[_Said], words: Words, key: str, today: date) -> date | None:
    """The one day that all mentions name."""
    days = {each.day for each in said if each.weekday is None}
    weekdays = {(each.weekday, each.past) for each in said if each.weekday is not None}
    if len(days) > 1 or len(weekdays) > 1 or not (days or weekdays):
        return None
    weekday, past = weekdays.pop() if weekdays else (None, False)
    if days:
        day = days.pop()
        return day if day and weekday in (None, day.weekday()) else None
    ahead = ((weekday or 0) - today.weekday() - 1) % 7 + 1
    if past:
        return _shifted(today, ahead - 7 if ahead < 7 else -7)
    if contains(words, NEXT_WEEK_OF.get(key, ())):
        return _shifted(today, 7 - today.weekday() + (weekday or 0))
    return _shifted(today, ahead)


def _said(words: Words, at: int, language: str, today: date) -> _Said | None:
    key = base(language)
    found = _in_figures(words, at, language, today)
    if found or key not in LANGUAGES:
        return found
    return (
        _near(words, at, key, today)
        or _after_a_span(words, at, key, today)
        or _day_and_month(words, at, key, today)
        or _month_and_day(words, at, key, today)
        or _weekday(words, at, key)
        or _day_alone(words, at, key, today)
    )


def _shifted(today: date, days: int) -> date | None:
    with suppress(OverflowError):
        return today + timedelta(days=days)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError, OverflowError):
        return date(year, month, day)
    return None


def _next(day: int, month: int, today: date) -> date | None:
    """The next day of this name, today included. Eight years reach over a century without a leap year."""
    years = (_date(today.year + later, month, day) for later in range(9))
    return next((each for each in years if each and each >= today), None)


def _in_figures(words: Words, at: int, language: str, today: date) -> _Said | None:
    """2026-03-02, 2/3/2026, 2/3, 02032026."""
    first = peek(words, at)
    if not first.isdigit():
        return None
    if len(first) == 8:
        return _Said(at + 1, _eight(first, language))
    second = peek(words, at + 2)
    if peek(words, at + 1) not in SIGNS or not second.isdigit():
        return None
    third = peek(words, at + 4) if peek(words, at + 3) in SIGNS else ""
    if peek(words, at + 1) == "." and not third:
        return None  # "2.5" is a number
    if not third.isdigit():
        both = sorted((int(first), int(second))) if max(int(first), int(second)) > 12 else None
        day, month = (both[1], both[0]) if both else _ordered(int(first), int(second), language)
        return _Said(at + 3, _next(day, month, today))
    if len(first) == 4:
        return _Said(at + 5, _date(int(first), int(second), int(third)))
    return _Said(at + 5, _of_three(int(first), int(second), _year(int(third), today), language))


def _ordered(first: int, second: int, language: str) -> tuple[int, int]:
    month_first = language.lower().replace("_", "-") in MONTH_FIRST
    return (second, first) if month_first else (first, second)


def _of_three(first: int, second: int, year: int, language: str) -> date | None:
    day, month = _ordered(first, second, language)
    # 3/25 can be read one way only, whatever the country.
    return _date(year, month, day) or _date(year, day, month)


def _eight(figures: str, language: str) -> date | None:
    """Eight keys: in the country's order, or year first."""
    first, second, year = int(figures[:2]), int(figures[2:4]), int(figures[4:])
    usual = _of_three(first, second, year, language) if year in _YEARS else None
    return usual or _date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))


def _year(number: int, today: date) -> int:
    """Two figures are the year nearest ahead within twenty, else in the past: 26 is 2026, 85 is 1985."""
    if number >= 100:
        return number
    century = today.year - today.year % 100
    return century + number - (100 if number > today.year % 100 + 20 else 0)


def _near(words: Words, at: int, key: str, today: date) -> _Said | None:
    for phrase, days in NEAR_OF[key]:
        end = skip(words, at, phrase)
        if end > at:
            return (
                None
                if contains(words[max(0, at - 2) : end], NOT_NEAR_OF.get(key, ()))
                else _Said(end, _shifted(today, days))
            )
    return None


def _after_a_span(words: Words, at: int, key: str, today: date) -> _Said | None:
    """As in "in three days", "daqui a duas semanas"."""
    start = skip(words, at, *IN[key])
    count = numbers.cardinal(words, start, key) if start > at else None
    if start > at and not count and key == "en" and peek(words, start) == "a":
        count = numbers.Cardinal(1, start + 1, "1")
    days = SPAN_OF[key].get(peek(words, count.end)) if count else None
    return _Said(count.end + 1, _shifted(today, count.value * days)) if count and days else None


def _day(words: Words, at: int, key: str) -> tuple[int, int, bool] | None:
    """A day of the month, the place behind it, and whether it was said as an ordinal."""
    at = skip(words, at, "the")
    ordinals = ORDINAL_OF[key]
    value = ordinals.get(peek(words, at))
    if value:
        return value, at + 1, True
    found = numbers.cardinal(words, at, key)
    if not found:
        return None
    unit = ordinals.get(peek(words, found.end), 0)
    if key == "en" and found.end == at + 1 and found.value in (20, 30) and 0 < unit < 10:
        return found.value + unit, found.end + 1, True
    end = skip(words, found.end, "st", "nd", "rd", "th", "o", "a") if found.digits == words[at] else found.end
    return found.value, end, end > found.end


def _day_and_month(words: Words, at: int, key: str, today: date) -> _Said | None:
    """As in "3 de maio", "the third of may", "três do cinco"; a year may follow."""
    day = _day(words, skip(words, at, "dia", "el dia", "el"), key)
    if not day:
        return None
    behind = skip(words, day[1], "of", "de", "do", "del")
    month = MONTH_OF[key].get(peek(words, behind))
    if month:
        return _with_year(words, behind + 1, day[0], month, key, today)
    by_number = skip(words, day[1], "do", "del", "slash", "barra", "do mes", "del mes")
    number = numbers.cardinal(words, by_number, key) if by_number > day[1] else None
    if number and 0 < number.value <= 12:
        return _with_year(words, number.end, day[0], number.value, key, today)
    return None


def _month_and_day(words: Words, at: int, key: str, today: date) -> _Said | None:
    """As in "may third", "march the 2nd"."""
    month = MONTH_OF[key].get(peek(words, at)) if key == "en" else None
    day = _day(words, at + 1, key) if month else None
    if not month or not day:
        return None
    rest = numbers.cardinal(words, day[1], key)
    if day[0] == 20 and not day[2] and rest and 9 < rest.value < 100:
        return None  # "may twenty twenty-six" is a month without a day
    return _with_year(words, day[1], day[0], month, key, today)


def _with_year(words: Words, at: int, day: int, month: int, key: str, today: date) -> _Said:
    if peek(words, at) == "-":
        return _Said(at + 2)  # "march 22-30"
    marked = skip(words, at, "de", "do", "del", "of", "in", "barra", "slash", ",", "/")
    year = _year_at(words, marked, key, today, short=marked > at)
    if year:
        return _Said(year[1], _date(year[0], month, day))
    return _Said(at, _next(day, month, today))


def _year_at(words: Words, at: int, key: str, today: date, short: bool) -> tuple[int, int] | None:
    found = numbers.cardinal(words, at, key)
    if not found:
        return None
    if found.value in _YEARS:
        return found.value, found.end
    # "nineteen eighty-five", "twenty oh six"
    if key == "en" and found.value in (19, 20):
        zero = skip(words, found.end, "oh", "o")
        rest = numbers.cardinal(words, zero, key)
        if rest and (rest.value < 10 if zero > found.end else 9 < rest.value < 100):
            return found.value * 100 + rest.value, rest.end
    return (_year(found.value, today), found.end) if short and found.value < 100 else None


def _weekday(words: Words, at: int, key: str) -> _Said | None:
    if key == "pt" and peek(words, at) in ("2", "3", "4", "5", "6"):
        end = skip(words, at + 1, "a feira", "feira")
        return _Said(end, weekday=int(words[at]) - 2) if end > at + 1 else None
    weekday = WEEKDAY_OF[key].get(peek(words, at))
    if weekday is None or peek(words, at + 1) in NOT_A_WEEKDAY:
        return None
    end = skip(words, at + 1, "feira")
    past = peek(words, at - 1) in PAST or (peek(words, end) in PAST and peek(words, end + 1) != "manana")
    return _Said(end, weekday=weekday, past=past)


def _day_alone(words: Words, at: int, key: str, today: date) -> _Said | None:
    """As in "dia quinze", "the fifteenth", "el quince": the next day of this number."""
    start = skip(words, at, "dia", "el dia", "el")
    day = _day(words, start, key)
    if not day or not (start > at or (key == "en" and day[2])):
        return None
    # "the first week", "the second one": small ordinals count what stands behind them.
    if key == "en" and day[0] <= 3 and peek(words, day[1]) not in BEHIND_A_DAY:
        return None
    later = contains(words, NEXT_MONTH_OF[key])
    # Next month has to have the day; otherwise the first month that has it is meant.
    months = (
        divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in range(later, 2 if later else 12)
    )
    days = (_date(year, month + 1, day[0]) for year, month in months)
    return _Said(day[1], next((each for each in days if each and each >= today), None))
