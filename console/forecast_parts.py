"""A forecast as the parts of a report: headlines, how far off it was before, charts, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from console import report_words
from console.report_parts import Chart, Column, Heat, Note, Part, Row, Series, Table, Tile, Tiles
from support.rules.forecast import SLOTS
from support.services.forecast import Basis, DayPlan, Slot


def parts(known: Basis, plan: Sequence[DayPlan]) -> list[Part]:
    """In the order of the page; only notes where there is no history at all."""
    notes: list[Part] = [Note(text) for text in _notes(known)]
    if "none" in known.forecast.notes:
        return notes
    return [_headlines(known, plan), *notes, _calls(plan), _agents(plan), _days(plan), half_hours(plan)]


def _headlines(known: Basis, plan: Sequence[DayPlan]) -> Tiles:
    slots = [slot for each in plan for slot in each.slots]
    past = known.forecast.past
    tiles = [
        Tile(_("Calls expected"), round(sum(slot.calls for slot in slots))),
        Tile(_("Agents in the busiest half-hour"), max(slot.agents.agents for slot in slots)),
        Tile(_("On the roster then"), max(slot.rostered for slot in slots)),
        Tile(_("Hours on the roster"), sum(each.hours for each in plan)),
    ]
    if past:
        tiles += [
            Tile(_("Off by, the last week known"), past.ours.share, "share"),
            Tile(_("Had the week before been taken"), past.last_week.share, "share"),
        ]
    return Tiles(_("Expected"), tiles)


def _notes(known: Basis) -> list[str]:
    """What there was too little of, what it was learnt from, how far off it was."""
    said = {
        "none": _(
            "Nobody waited in these queues before, so there is nothing to learn from."
            " Calls of another system can be imported: python app.py metrics import."
        ),
        "week": _("Less than a week is known: days of the week that were not seen are like the others."),
        "trend": _("Less than two weeks are known: no trend is seen, and no past week to be judged by."),
        "old": _("The last calls known are more than four weeks older than these days."),
        "holiday": _("The first holiday there is a forecast of: it is taken for a Sunday."),
    }
    found = [str(said[name]) for name in known.forecast.notes]
    if known.aht_s is None and "none" not in known.forecast.notes:
        found.append(str(_("Nobody was served yet: three minutes a call are assumed.")))
    return [*found, *_learnt(known), *_off_by(known)]


def _learnt(known: Basis) -> Iterator[str]:
    if known.first and known.last:
        days = (known.last - known.first).days + 1
        first, last = report_words.day(known.first), report_words.day(known.last)
        yield str(
            ngettext(
                "Learnt from %(num)s day, %(first)s.",
                "Learnt from %(num)s days, %(first)s to %(last)s.",
                days,
                first=first,
                last=last,
            )
        )


def _off_by(known: Basis) -> Iterator[str]:
    past = known.forecast.past
    if past:
        yield str(
            _(
                "The week from %(first)s was foreseen once more without having seen it: of its calls,"
                " %(ours)s came at another time than expected or not at all, %(calls)s a half-hour."
                " Had the same half-hour of the week before been taken: %(theirs)s.",
                first=report_words.day(past.start),
                ours=_share(past.ours.share),
                calls=report_words.said(past.ours.calls, "score", report_words.UTC_ZONE),
                theirs=_share(past.last_week.share),
            )
        )


def _share(value: float | None) -> str:
    return report_words.said(value, "share", report_words.UTC_ZONE)


def _calls(plan: Sequence[DayPlan]) -> Chart:
    """By half-hour, or by day where a line of half-hours would be a hedge."""
    return _by_day(plan) if len(plan) > 7 else _by_half_hour(plan)


def _by_day(plan: Sequence[DayPlan]) -> Chart:
    labels = [report_words.short_day(each.day) for each in plan]
    expected = Series(_("Expected"), [each.calls for each in plan])
    came = Series(_("Came"), [each.came for each in plan])
    return Chart("calls", _("Calls a day"), "bar", labels, _known(expected, came), what=_("Day"))


def _by_half_hour(plan: Sequence[DayPlan]) -> Chart:
    shown = [(each.day, number, each.slots[number]) for each in plan for number in _open(plan)]
    expected = Series(_("Expected"), [slot.calls for *_at, slot in shown])
    came = Series(_("Came"), [slot.came for *_at, slot in shown])
    return Chart(
        "calls",
        _("Calls by half-hour"),
        "line",
        [_label(day, number, len(plan) > 1) for day, number, _slot in shown],
        _known(expected, came),
        what=_("Half-hour"),
        about=_("Half-hours in which nobody is needed on any day are left out."),
    )


def _known(expected: Series, came: Series) -> list[Series]:
    return [expected, came] if any(value is not None for value in came.values) else [expected]


def _agents(plan: Sequence[DayPlan]) -> Heat:
    hours = _open(plan)
    return Heat(
        "agents",
        _("Agents on the roster"),
        [_clock(number) for number in hours],
        [_short(each) for each in plan],
        [[each.slots[number].rostered or None for each in plan] for number in hours],
        what=_("Half-hour"),
        about=_(
            "As many as reach the target in each half-hour, and those who are elsewhere meanwhile. Where less"
            " than one call in ten half-hours is expected there is nobody."
        ),
    )


def _open(plan: Sequence[DayPlan]) -> list[int]:
    """Half-hours in which somebody is needed on any of the days; office hours when there are none."""
    busy = [number for number in range(SLOTS) if any(each.slots[number].agents.agents for each in plan)]
    return busy or list(range(16, 36))


def _days(plan: Sequence[DayPlan]) -> Table:
    columns = [
        Column(_("Day")), Column(_("Calls expected"), "count"), Column(_("Calls that came"), "count"),
        Column(_("Busiest half-hour")), Column(_("Agents then"), "count"),
        Column(_("On the roster"), "count"), Column(_("Hours on the roster"), "count"),
    ]  # fmt: skip
    return Table("days", _("By day"), columns, [_day_row(each) for each in plan], _together(plan))


def _together(plan: Sequence[DayPlan]) -> Row:
    slots = [slot for each in plan for slot in each.slots]
    came = [each.came for each in plan if each.came is not None]
    sums = round(sum(slot.calls for slot in slots)), round(sum(came)) if came else None
    agents, rostered = max(slot.agents.agents for slot in slots), max(slot.rostered for slot in slots)
    hours = sum(each.hours for each in plan)
    return Row((_("Together"), *sums, _("the busiest of all"), agents, rostered, hours))


def _day_row(each: DayPlan) -> Row:
    number, busiest = max(enumerate(each.slots), key=lambda slot: slot[1].calls)
    if not busiest.calls:
        return Row((_day(each), 0, each.came, _("closed"), None, None, 0.0))
    cells = round(each.calls), each.came, _clock(number), busiest.agents.agents, busiest.rostered, each.hours
    return Row((_day(each), *cells))


def half_hours(plan: Sequence[DayPlan]) -> Table:
    """Every half-hour that has calls; what service so many agents give."""
    columns = [
        Column(_("Half-hour")), Column(_("Calls"), "score"), Column(_("Agents"), "count"),
        Column(_("On the roster"), "count"), Column(_("In time"), "share"), Column(_("Mean wait"), "seconds"),
        Column(_("Give up"), "share"), Column(_("Occupancy"), "share"),
    ]  # fmt: skip
    rows = [
        Row((_label(each.day, number, True), *_slot_cells(slot)))
        for each in plan
        for number, slot in enumerate(each.slots)
        if slot.agents.agents
    ]
    return Table("half_hours", _("By half-hour"), columns, rows, empty=_("No calls are expected."))


def _slot_cells(slot: Slot) -> tuple[float | int | None, ...]:
    found = slot.agents
    service = found.service_level, found.asa_s, found.abandoned, found.occupancy
    return slot.calls, found.agents, slot.rostered, *service


def _day(each: DayPlan) -> str:
    name = report_words.day(each.day)
    return f"{name} · {_('holiday')}" if each.is_holiday else name


def _short(each: DayPlan) -> str:
    weekday = report_words.weekdays()[each.day.weekday()]
    name = f"{weekday} {report_words.short_day(each.day)}"
    return f"{name} · {_('holiday')}" if each.is_holiday else name


def _label(day: date, number: int, with_day: bool) -> str:
    return f"{report_words.short_day(day)} {_clock(number)}" if with_day else _clock(number)


def _clock(number: int) -> str:
    return f"{number // 2:02}:{number % 2 * 30:02}"
