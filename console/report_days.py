"""Days of a report's period, for what is counted by the day and not by the measures."""

from __future__ import annotations

from datetime import date

from console import report_words
from console.report_filters import Filters
from support.rules import local_days


def midnights(filters: Filters) -> list[int]:
    """When each day of the period began where the centre is, in Unix seconds."""
    return [local_days.begins(day, filters.zone) for day in filters.days()]


def heads(filters: Filters) -> list[tuple[date, str]]:
    """Each day and what it is called in a table."""
    return [(day, report_words.day(day)) for day in filters.days()]


def labels(filters: Filters) -> list[str]:
    return [report_words.short_day(day) for day in filters.days()]


def narrow(day: date) -> dict[str, str]:
    """The same report of that day alone."""
    return {"from": day.isoformat(), "to": day.isoformat()}


def is_one_day(filters: Filters) -> bool:
    return filters.length < 2
