"""Opening hours that can be read: days, spans, holidays, the time zone."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import holidays

from flows.checks.context import Context
from flows.findings import short
from flows.hours import CLOSED, DAYS, days_of, parse_span
from flows.nearest import nearest
from flows.places import Path


def check(context: Context) -> None:
    _zone(context)
    for name, hours in context.flow.hours.items():
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


def _zone(context: Context) -> None:
    name = context.flow.timezone
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        context.unknown("time zone", name, available_timezones(), ("timezone",))


def _span(context: Context, span: str, path: Path) -> None:
    if span == CLOSED:
        return
    try:
        parse_span(span)
    except ValueError as error:
        context.error(path, str(error), "hours")


def _holidays(context: Context, code: str, path: Path) -> None:
    country, _, part = code.partition("-")
    known = _countries()
    if country not in known:
        context.unknown("country", country, known, path)
    elif part and part not in known[country]:
        context.unknown(f"part of {country}", part, known[country], path)


# Half a thousand countries and their parts, the same for the life of the process.
@cache
def _countries() -> dict[str, list[str]]:
    return dict(holidays.list_supported_countries())
