"""What a report is asked for, as its address says it: a period in the centre's days, filters, a comparison.

An address that makes no sense still gives a report: what could not be used is told in `problems`, and what is
meant instead is used. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console.report_parts import Narrow, Period
from support.rules import local_days
from support.rules.metrics import PRESETS
from support.services.metrics import Asked

DIMENSIONS = ("agent", "team", "flow", "language", "number", "intent")
UNKNOWN = "-"  # in an address: the value "" of a dimension
LONGEST = 1100  # days
EVERY = (15, 30, 60)
_EARLIEST, _LATEST = date(1980, 1, 1), date(2099, 12, 31)
_LAST = re.compile(r"last([1-9]\d{0,3})")
_AGENT = re.compile(r"-?[0-9]{1,9}")  # those of other systems' logs are below 0
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Filters:
    """`before` is the period to compare with, cut short at the same time of day while `period` goes on.

    `preset` is the service level's definition; `every`: minutes of an interval. `fields`: the address as it
    was understood, for the form and for links.
    """

    period: Period
    zone: ZoneInfo
    now: datetime
    before: Period | None = None
    queues: tuple[str, ...] = ()
    dim: str = ""
    value: str = ""
    preset: str = "ours"
    every: int = 30
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def asked(self) -> Asked:
        return self.asked_in(self.period)

    def asked_in(self, period: Period) -> Asked:
        return Asked(period.start, period.end, self.queues, self.dim, self.value)

    @property
    def service_level(self) -> str:
        """The measure of the definition that was chosen."""
        return f"service_level_{self.preset}"

    @property
    def is_whole(self) -> bool:
        """Of all queues and everybody: only then do the books of the centre stand below."""
        return not self.queues and not self.dim

    def days(self) -> list[date]:
        return [self.period.first + timedelta(n) for n in range(self.length)]

    @property
    def length(self) -> int:
        return (self.period.last - self.period.first).days + 1

    def narrowed(self, narrow: Narrow | None = None, **more: str) -> dict[str, list[str]]:
        """The fields of the same, narrowed: a dimension in `narrow` takes the place of the other."""
        named = {name: list(values) for name, values in self.fields.items()}
        for name, value in {**(narrow or {}), **more}.items():
            if name in DIMENSIONS:
                named = {key: kept for key, kept in named.items() if key not in DIMENSIONS}
            if name in ("from", "to"):
                named.pop("period", None)
            named[name] = [value or UNKNOWN] if name in DIMENSIONS else [value]
        return named

    def query(self, narrow: Narrow | None = None, **more: str) -> str:
        named = self.narrowed(narrow, **more)
        return urlencode([(key, each) for key, values in named.items() for each in values if each])

    def without(self, *names: str) -> str:
        kept = {name: values for name, values in self.fields.items() if name not in names}
        return replace(self, fields=kept).query()


def read(
    args: MultiDict[str, str],
    now: datetime,
    zone: ZoneInfo,
    default: str = "last7",
    preset: str = "ours",
    queues: Collection[str] = (),
    takes: Collection[str] = ("queue", *DIMENSIONS),
) -> Filters:
    """`preset`: the centre's own; `queues`: names of those there are; `takes`: filters that are heeded."""
    problems: list[str] = []
    today = now.astimezone(zone).date()
    period, said = _period(args, today, zone, default, problems)
    if period.start > now:
        problems.append(_("This period has not begun yet: there is nothing in it."))
    fields = dict(said)
    compare = args.get("compare", "").strip()
    before = _before(compare, period, now, zone, problems) if compare else None
    if before:
        fields["compare"] = (compare,)
    args = _heeded(args, takes, problems)
    wanted = tuple(dict.fromkeys(name for name in args.getlist("queue") if name))[:50]
    problems += [
        _("There is no queue “%(name)s” now; what is known of it is shown.", name=name[:60])
        for name in wanted
        if name not in queues
    ]
    if wanted:
        fields["queue"] = wanted
    dim, value = _dimension(args, problems)
    if dim:
        fields[dim] = (value or UNKNOWN,)
    chosen = _preset(args.get("preset", ""), preset, problems)
    if chosen != preset:
        fields["preset"] = (chosen,)
    every = _every(args.get("every", ""), problems)
    if every != EVERY[1]:
        fields["every"] = (str(every),)
    return Filters(period, zone, now, before, wanted, dim, value, chosen, every, fields, tuple(problems))


def whole(first: date, last: date, zone: ZoneInfo) -> Period:
    """Whole days."""
    return Period(first, last, midnight(first, zone), midnight(last + timedelta(1), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins where the centre is, in UTC."""
    return datetime.fromtimestamp(local_days.begins(day, zone), UTC)


def _period(
    args: MultiDict[str, str], today: date, zone: ZoneInfo, default: str, problems: list[str]
) -> tuple[Period, dict[str, tuple[str, ...]]]:
    written = args.get("from", "").strip(), args.get("to", "").strip()
    if any(written):
        found = _from_to(*written, today, zone, problems)
        if found:
            return found, {
                name: (value,) for name, value in zip(("from", "to"), written, strict=True) if value
            }
    name = args.get("period", "").strip() or default
    days = named(name, today)
    if days is None:
        problems.append(_("There is no period “%(name)s”.", name=name[:40]))
        name, days = default, named(default, today) or (today, today)
    return whole(*days, zone), {"period": (name,)}


def named(name: str, today: date) -> tuple[date, date] | None:
    """First and last day of a period by its name; None for no name of one."""
    monday = today - timedelta(today.weekday())
    first = today.replace(day=1)
    known = {
        "today": (today, today),
        "yesterday": (today - timedelta(1), today - timedelta(1)),
        "week": (monday, today),
        "lastweek": (monday - timedelta(7), monday - timedelta(1)),
        "month": (first, today),
        "lastmonth": ((first - timedelta(1)).replace(day=1), first - timedelta(1)),
        "year": (today.replace(month=1, day=1), today),
    }
    if name in known:
        return known[name]
    last = _LAST.fullmatch(name)
    if last and int(last[1]) <= LONGEST:
        return today - timedelta(int(last[1]) - 1), today
    return None


def _from_to(begin: str, end: str, today: date, zone: ZoneInfo, problems: list[str]) -> Period | None:
    first, last = _moment(begin or end, zone), _moment(end or str(today), zone)
    if not first or not last:
        problems.append(_("A day is written like 2026-03-31; the usual period is shown."))
        return None
    if not begin:
        first = last
    start, stop = first[1], last[2]
    if start >= stop:
        problems.append(_("The period ended before it began, so it was turned round."))
        first, last = last, first
        start, stop = first[1], last[2]
    if (last[0] - first[0]).days >= LONGEST:
        problems.append(_("At most %(days)s days are shown at once.", days=LONGEST))
        start = midnight(last[0] - timedelta(LONGEST - 1), zone)
        first = (last[0] - timedelta(LONGEST - 1), start, start)
    ends = (stop - timedelta(microseconds=1)).astimezone(zone).date()
    return Period(first[0], max(first[0], ends), start, stop)


def _moment(text: str, zone: ZoneInfo) -> tuple[date, datetime, datetime] | None:
    """Its local day, when it begins as the start of a period, when it ends as an end: days are whole."""
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            if not _EARLIEST <= day <= _LATEST:
                return None
            return day, midnight(day, zone), midnight(day + timedelta(1), zone)
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=zone) if at.tzinfo is None else at
        if not _EARLIEST.year < at.year < _LATEST.year:
            return None
        return at.astimezone(zone).date(), at.astimezone(UTC), at.astimezone(UTC)
    except ValueError:
        return None


def _before(
    compare: str, period: Period, now: datetime, zone: ZoneInfo, problems: list[str]
) -> Period | None:
    days = (period.last - period.first).days + 1
    written = _RANGE.fullmatch(compare)
    if written:
        ends = _moment(written[1], zone), _moment(written[2], zone)
        if ends[0] and ends[1]:
            first, last = sorted((ends[0][0], ends[1][0]))
            return whole(first, min(last, first + timedelta(LONGEST - 1)), zone)
    shift = _SHIFTS.get(compare)
    if shift is None:
        problems.append(_("“%(name)s” is nothing to compare with.", name=compare[:40]))
        return None
    return _as_far(whole(shift(period.first, days), shift(period.last, days), zone), period, now)


def _as_far(before: Period, period: Period, now: datetime) -> Period:
    """Of a period that goes on, as much of the other one; of a part of a day, the same part."""
    length = min(period.end, max(now, period.start)) - period.start
    # To the quarter of an hour, which is how finely figures are kept.
    length -= timedelta(seconds=length.total_seconds() % 900)
    end = before.end if now >= period.end else min(before.end, before.start + length)
    return replace(before, end=end)


def _year_before(day: date, _days: int) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - 1, day=28)


_SHIFTS: dict[str, Callable[[date, int], date]] = {
    "previous": lambda day, days: day - timedelta(days),
    "week": lambda day, days: day - timedelta(7 * -(-days // 7)),
    "year": _year_before,
}


def _heeded(args: MultiDict[str, str], takes: Collection[str], problems: list[str]) -> MultiDict[str, str]:
    kept = args.copy()
    for name in ("queue", *DIMENSIONS):
        if name not in takes and any(kept.poplist(name)):
            problems.append(_("This report has no filter by %(name)s.", name=name))
    return kept


def _dimension(args: MultiDict[str, str], problems: list[str]) -> tuple[str, str]:
    given: Iterable[tuple[str, str]] = ((dim, args.get(dim, "").strip()) for dim in DIMENSIONS)
    found = [(dim, value) for dim, value in given if value]
    if len(found) > 1:
        problems.append(_("Only one of agent, team, flow, language, number and intent is heeded at a time."))
    dim, value = found[0] if found else ("", "")
    if dim == "agent" and value != UNKNOWN and not _AGENT.fullmatch(value):
        problems.append(_("An agent is named by a number here; everybody is shown."))
        return "", ""
    return dim, "" if value == UNKNOWN else value[:64]


def _preset(wanted: str, own: str, problems: list[str]) -> str:
    if wanted and wanted not in PRESETS:
        problems.append(_("There is no service level “%(name)s”.", name=wanted[:40]))
    return wanted if wanted in PRESETS else own


def _every(wanted: str, problems: list[str]) -> int:
    if wanted in map(str, EVERY):
        return int(wanted)
    if wanted:
        problems.append(_("Intervals are 15, 30 or 60 minutes."))
    return EVERY[1]
