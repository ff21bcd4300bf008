"""Opening hours that can be read: days, spans, holidays, the time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from flows.checks.context import Context
from flows.findings import short
from flows.hours import CLOSED, DAYS, Hours, days_of, parse_span
from flows.nearest import nearest
from flows.places import Path


class Reports(Protocol):
    """What is told of what is found; a policies file has hours too."""

    def error(
        self, path: Path, message: str, rule: str, suggestion: str = "", *, key: bool = False
    ) -> None: ...

    def unknown(self, what: str, name: str, known: Iterable[str], path: Path) -> None: ...


def check(context: Context) -> None:
    zone(context, context.flow.timezone)
    each(context, context.flow.hours)


def each(context: Reports, known: Mapping[str, Hours]) -> None:
    """Every set of hours by its name, written under `hours:`."""
    for name, hours in known.items():
        if not set(hours) - {"holidays"}:
            message = f"'{name}' is never open; write days like mon-fri"
            context.error(("hours", name), message, "hours", key=True)
        for key, value in hours.items():
            path: Path = ("hours", name, key)
            if key == "holidays":
                _holidays(context, str(value), path)
            elif days_of(key) is None:
                choices = (*DAYS, "mon-fri", "sat-sun", "holidays")
                message = f"'{short(key)}' is not a day; write mon-fri, sat or a date like 2026-12-24"
                context.error(path, message, "hours", nearest(key, choices), key=True)
            else:
                for i, span in enumerate(value if isinstance(value, list) else [value]):
                    _span(context, span, (*path, i) if isinstance(value, list) else path)


def zone(context: Reports, name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        context.unknown("time zone", name, available_timezones(), ("timezone",))


def _span(context: Reports, span: str, path: Path) -> None:
    if span == CLOSED:
        return
    try:
        parse_span(span)
    except ValueError as error:
        context.error(path, str(error), "hours")


def _holidays(context: Reports, code: str, path: Path) -> None:
    country, _, part = code.partition("-")
    known = _countries()
    if country not in known:
        context.unknown("country", country, known, path)
    elif part and part not in known[country]:
        context.unknown(f"part of {country}", part, known[country], path)


# Half a thousand countries and their parts, the same for the life of the process.
@cache
def _countries() -> dict[str, list[str]]:
    import holidays  # as in flows/hours

    return dict(holidays.list_supported_countries())
