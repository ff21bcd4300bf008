"""How a report's values, periods and names read. Figures that are measures read as `measure_words` says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_datetime, format_decimal, format_percent, get_locale
from flask_babel import gettext as _

from console import words
from console.report_filters import Filters
from console.report_parts import Period, Plain, Unit

NOTHING = "–"
NAMELESS = "?"  # an agent whom another system's log does not name
UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True)
class Names:
    """What stands for the values of a dimension: titles of queues and flows, names of agents."""

    queues: Mapping[str, str]
    agents: Mapping[int, str]
    flows: Mapping[str, str]

    def of(self, dim: str, value: str) -> str:
        if not value:
            return str(_("None")) if dim == "queue" else str(_("Unknown"))
        known: Mapping[str, Callable[[str], str]] = {
            "queue": lambda name: self.queues.get(name, name),
            "agent": self._agent,
            "flow": lambda name: self.flows.get(name, name),
            "language": words.language,
            "number": words.number,
        }
        return known.get(dim, str)(value)

    def _agent(self, value: str) -> str:
        name = self.agents.get(int(value), value) if value.removeprefix("-").isdecimal() else value
        return str(_("Unknown")) if name == NAMELESS else name


def dimension(name: str) -> str:
    return {
        "queue": str(_("Queue")), "agent": str(_("Agent")), "team": str(_("Team")), "flow": str(_("Flow")),
        "language": str(_("Language")), "number": str(_("Number called")), "intent": str(_("Intent")),
    }.get(name, name)  # fmt: skip


def said(value: Plain, unit: Unit, zone: ZoneInfo) -> str:
    """As people read it; no data is a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return str(format_datetime(value.astimezone(zone), "d MMM yyyy, HH:mm", rebase=False))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if unit == "share":
        return str(format_percent(value, "0.0 %"))
    if unit == "seconds":
        return f"−{words.duration(-value)}" if round(value) < 0 else words.duration(value)
    return str(format_decimal(value, "#,##0.0" if unit == "score" else "#,##0.##")).replace("-", "−")


def axis(value: float, unit: Unit) -> str:
    """Beside a chart there is less room."""
    if unit == "share":
        return str(format_percent(value, "0 %"))
    return said(value, unit, UTC_ZONE)


def day(at: date) -> str:
    """With its weekday, as heads of rows have it."""
    return str(format_date(at, _day_format(), rebase=False))


def short_day(at: date) -> str:
    return str(format_date(at, "d MMM" if str(get_locale()) == "en" else "d/M", rebase=False))


def _day_format() -> str:
    return "EEE d MMM yyyy"


def row_day(at: date, filters: Filters) -> str:
    """Without the year where the period has only one: it stands above."""
    is_one = filters.period.first.year == filters.period.last.year
    return str(format_date(at, "EEE d MMM" if is_one else _day_format(), rebase=False))


def weekdays() -> list[str]:
    """From Monday, as short as they are written."""
    return [str(format_date(date(2024, 1, n + 1), "EEE", rebase=False)) for n in range(7)]


def period(filters: Filters, which: Period) -> str:
    """First and last day; with times of day where it is no whole days."""
    zone = filters.zone
    start, end = which.start.astimezone(zone), which.end.astimezone(zone)
    if (start.hour, start.minute, end.hour, end.minute) == (0, 0, 0, 0):
        return day(which.first) if which.first == which.last else f"{day(which.first)} – {day(which.last)}"
    last = end.strftime("%H:%M")
    if which.first == which.last:
        return f"{day(which.first)}, {start.strftime('%H:%M')} – {last}"
    return f"{day(which.first)}, {start.strftime('%H:%M')} – {day(end.date())}, {last}"


def local(epoch: int, zone: ZoneInfo) -> datetime:
    """A key of `metrics.split` as the moment that it is where the centre is."""
    return datetime.fromtimestamp(epoch, UTC).astimezone(zone)


def periods() -> dict[str, str]:
    return {
        "today": _("Today"), "yesterday": _("Yesterday"), "week": _("This week"), "lastweek": _("Last week"),
        "last7": _("Last 7 days"), "last28": _("Last 28 days"), "month": _("This month"),
        "lastmonth": _("Last month"), "last91": _("Last 13 weeks"), "year": _("This year"),
    }  # fmt: skip


def comparisons() -> dict[str, str]:
    return {
        "previous": _("The days before"), "week": _("The same weekdays before"), "year": _("A year before"),
    }  # fmt: skip
