"""What a forecast is asked for, as its address says: days, queues, and what if. Nothing is looked up here.

What cannot be used is told in `problems`, and what history or the policies say is used instead.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from support.services.forecast import Wish

LENGTHS = (1, 7, 14, 28)  # days at once
_FIRST, _LAST = date(1980, 1, 1), date(2099, 12, 1)


@dataclass(frozen=True, slots=True)
class Knob:
    """One slider: what it is called in the address, and its least, most and step."""

    name: str
    low: int
    high: int
    step: int


KNOBS = (
    Knob("calls", -50, 100, 5),  # percent more
    Knob("aht", 10, 1800, 5),  # seconds
    Knob("goal", 50, 99, 1),  # percent
    Knob("within", 0, 300, 5),  # seconds
    Knob("patience", 0, 1800, 10),  # seconds; 0: they wait for ever
    Knob("shrinkage", 0, 60, 1),  # percent
)


@dataclass(frozen=True)
class Days:
    """Which days of which queues; () is every queue."""

    first: date
    number: int
    queues: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Knobs:
    """Where the sliders stand. `moved`: those that the address names, as an address has them."""

    values: dict[str, int]
    moved: dict[str, str]
    problems: tuple[str, ...]


def days(args: MultiDict[str, str], today: date, queues: Collection[str]) -> Days:
    problems: list[str] = []
    first = _first(args.get("from", "").strip(), today, problems)
    number = args.get("days", "").strip()
    if number and number not in map(str, LENGTHS):
        problems.append(str(_("A forecast is of 1, 7, 14 or 28 days; 7 are shown.")))
    wanted = tuple(dict.fromkeys(name[:64] for name in args.getlist("queue") if name))[:50]
    problems += [
        str(_("There is no queue “%(name)s” now; what is known of it is shown.", name=name[:60]))
        for name in wanted
        if name not in queues
    ]
    return Days(first, int(number) if number in map(str, LENGTHS) else 7, wanted, tuple(problems))


def _first(text: str, today: date, problems: list[str]) -> date:
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not _FIRST <= found <= _LAST:
        problems.append(str(_("A day is written like 2026-03-31; the coming days are shown.")))
        return today
    if found > today + timedelta(days=366):
        problems.append(str(_("Nobody foresees more than a year; the coming days are shown.")))
        return today
    return found


def knobs(args: MultiDict[str, str], usual: Wish) -> Knobs:
    """Where nothing is said, what is usual; a slider goes no further than its ends."""
    values = of(usual)
    moved: dict[str, str] = {}
    problems = []
    for knob in KNOBS:
        text = args.get(knob.name, "").strip()
        if not text:
            continue
        if not text.removeprefix("-").isdecimal() or len(text) > 6:
            problems.append(str(_("“%(value)s” is no whole number; the usual one is used.", value=text[:20])))
            continue
        found = min(max(int(text), knob.low), knob.high)
        if found != values[knob.name]:
            values[knob.name] = found
            moved[knob.name] = str(found)
    return Knobs(values, moved, tuple(problems))


def of(wish: Wish) -> dict[str, int]:
    """Sliders for a wish."""
    values = {
        "calls": wish.calls * 100 - 100, "aht": wish.aht_s, "goal": wish.share * 100,
        "within": wish.within_s, "patience": wish.patience_s or 0, "shrinkage": wish.shrinkage * 100,
    }  # fmt: skip
    return {knob.name: min(max(round(values[knob.name]), knob.low), knob.high) for knob in KNOBS}


def wish(values: dict[str, int], usual: Wish) -> Wish:
    """The inverse; what stands where it usually does is not rounded."""
    own, kept = of(usual), replace(usual)
    return Wish(
        aht_s=kept.aht_s if values["aht"] == own["aht"] else values["aht"],
        share=values["goal"] / 100,
        within_s=values["within"],
        patience_s=kept.patience_s if values["patience"] == own["patience"] else values["patience"] or None,
        calls=1 + values["calls"] / 100,
        shrinkage=values["shrinkage"] / 100,
    )
